package dev.slipway.records;

class MemoryRecordsTest implements RecordsContract {
    private final Records records = new MemoryRecords();

    @Override
    public Records records() {
        return records;
    }
}
