package dev.slipway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamParserTest {
    private static final String STREAM = "\ufeff: stream open|"
            + "|id: 1|event: phase|data: {\"a\":1}|"
            + "|event:progress|data:x|data: \u00e4\ud83d\udea2|data|"
            + "|: heartbeat|"
            + "|id|data:  two spaces: and a colon|"
            + "|event: without data|"
            + "|retry: 10|nosuch: field|id: 7|event: done|data: {}||";
    private static final List<ServerEvent> EVENTS = List.of(
            event("1", "phase", "{\"a\":1}"),
            new ServerEvent(Optional.empty(), "progress", "x\n\u00e4\ud83d\udea2\n"),
            event("", "message", " two spaces: and a colon"),
            event("7", "done", "{}"));

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void theEventsAreTheSameWhereverTheBytesAreCut(String end) throws IOException {
        byte[] bytes = STREAM.replace("|", end).getBytes(StandardCharsets.UTF_8);
        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= bytes.length; second += 7) {
                List<ServerEvent> events = new ArrayList<>();
                EventStreamParser parser = new EventStreamParser(events::add);
                parser.feed(bytes, 0, first);
                parser.feed(bytes, first, second - first);
                parser.feed(bytes, second, bytes.length - second);
                assertThat(events).as("cut at " + first + " and " + second).isEqualTo(EVENTS);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void theEventsAreTheSameByteByByte(String end) throws IOException {
        List<ServerEvent> events = new ArrayList<>();
        EventStreamParser parser = new EventStreamParser(events::add);
        for (byte b : STREAM.replace("|", end).getBytes(StandardCharsets.UTF_8)) {
            parser.feed(new byte[] {b}, 0, 1);
        }
        assertThat(events).isEqualTo(EVENTS);
    }

    @Test
    void anEventWithoutItsBlankLineIsNone() throws IOException {
        assertThat(parse("data: whole\n\ndata: cut off\n")).extracting(ServerEvent::data).containsExactly("whole");
    }

    @Test
    void anIdWithANulIsNone() throws IOException {
        assertThat(parse("id: 1\0\ndata: x\n\n")).extracting(ServerEvent::id).containsExactly(Optional.empty());
    }

    @Test
    void theLongestEventPassesAndALongerOneIsRefused() throws IOException {
        String longest = "x".repeat(EventStreamParser.MAX_EVENT - "data:".length());
        assertThat(parse("data:" + longest + "\n\n")).hasSize(1);
        assertThatThrownBy(() -> parse("data:" + longest + "x\n\n")).isInstanceOf(IOException.class)
                .hasMessageContaining("longer than");
        assertThatThrownBy(() -> parse(("data:" + "x".repeat(1000) + "\n").repeat(1100)))
                .isInstanceOf(IOException.class).hasMessageContaining("longer than");
    }

    @Test
    void aCommentThatNeverEndsIsRefused() {
        assertThatThrownBy(() -> parse(":" + "x".repeat(EventStreamParser.MAX_EVENT))).isInstanceOf(IOException.class);
    }

    private static List<ServerEvent> parse(String text) throws IOException {
        List<ServerEvent> events = new ArrayList<>();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        new EventStreamParser(events::add).feed(bytes, 0, bytes.length);
        return events;
    }

    private static ServerEvent event(String id, String name, String data) {
        return new ServerEvent(Optional.of(id), name, data);
    }
}
