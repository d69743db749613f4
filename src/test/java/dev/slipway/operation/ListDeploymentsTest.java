package dev.slipway.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectReader;
import dev.slipway.deploy.Deployments;
import dev.slipway.model.Caller;
import dev.slipway.model.Role;
import dev.slipway.model.Status;
import dev.slipway.records.MemoryRecords;
import dev.slipway.records.Records;
import dev.slipway.records.SampleDeployment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ListDeploymentsTest {
    private static final int KEPT = 250;

    private final Records kept = new MemoryRecords();
    private final List<Integer> asked = new ArrayList<>();
    private long clock = 1_000;
    private final ListDeployments operation = new ListDeployments(new Deployments(watched(), new Deployments.Node("n", "h")));

    /** The same, with each list's limit noted. */
    private Records watched() {
        return (Records) Proxy.newProxyInstance(Records.class.getClassLoader(), new Class<?>[] {Records.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("list")) {
                        asked.add((Integer) arguments[1]);
                    }
                    return method.invoke(kept, arguments);
                });
    }

    @BeforeEach
    void keep() {
        for (int i = 0; i < KEPT; i++) {
            kept.put(SampleDeployment.full("app", clock++, Status.SUCCESS), 0);
        }
    }

    private Answer answer(Map<String, Object> fields, Format format) throws IOException {
        return operation.prepare(new Call(fields, new Caller("ann", Optional.of(Role.VIEWER), "127.0.0.1"),
                Optional.empty(), Optional.empty(), Optional.empty(), false, format)).run(OperationsTest.NONE);
    }

    private static Map<String, Object> object(Answer answer, Format format) throws IOException {
        if (answer instanceof Answer.Value value) {
            return value.object();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ((Answer.Content) answer).writer().writeTo(bytes);
        return ObjectReader.read(bytes.toByteArray(), format);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> listed(Map<String, Object> answer) {
        return (List<Map<String, Object>>) answer.get("deployments");
    }

    @ParameterizedTest
    @EnumSource
    void aLongListIsMadeInPiecesWhileItIsSent(Format format) throws IOException {
        Answer answer = answer(Map.of("limit", 1000L), format);
        assertThat(answer).isInstanceOf(Answer.Content.class);
        Map<String, Object> whole = object(answer, format);
        assertThat(whole).containsEntry("total", (long) KEPT);
        assertThat(listed(whole)).hasSize(KEPT);
        assertThat(new HashSet<>(listed(whole))).hasSize(KEPT);
        assertThat(asked).allSatisfy(limit -> assertThat(limit).isLessThanOrEqualTo(100));
    }

    @ParameterizedTest
    @EnumSource
    void aLongListHasTheSameRecordsAsShortOnes(Format format) throws IOException {
        List<Map<String, Object>> whole = listed(object(answer(Map.of("limit", 220L, "offset", 20L), format), format));
        assertThat(whole).hasSize(220);
        List<Map<String, Object>> first = listed(object(answer(Map.of("limit", 50L, "offset", 20L), format), format));
        List<Map<String, Object>> last = listed(object(answer(Map.of("limit", 50L, "offset", 190L), format), format));
        assertThat(ids(whole).subList(0, 50)).isEqualTo(ids(first));
        assertThat(ids(whole).subList(170, 220)).isEqualTo(ids(last));
    }

    private static List<Object> ids(List<Map<String, Object>> list) {
        return list.stream().map(one -> one.get("deployment_id")).toList();
    }

    @Test
    void whatComesWhileAListIsMadeLetsNothingBeToldTwice() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] more, int offset, int length) {
                kept.put(SampleDeployment.full("app", clock++, Status.SUCCESS), 0); // newest: all others move
                super.write(more, offset, length);
            }
        };
        ((Answer.Content) answer(Map.of("limit", 1000L), Format.JSON)).writer().writeTo(bytes);
        List<Object> ids = ids(listed(ObjectReader.read(bytes.toByteArray(), Format.JSON)));
        assertThat(new HashSet<>(ids)).hasSameSizeAs(ids).hasSizeGreaterThanOrEqualTo(KEPT);
    }
}
