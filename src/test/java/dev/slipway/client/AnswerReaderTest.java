package dev.slipway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
    @Test
    void aBodyOfDeclaredLengthEndsThere() throws IOException {
        Answer answer = read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A:  b \r\n\r\nhellomore");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("hello");
        assertThat(answer.header("x-a")).isEqualTo("b");
    }

    @Test
    void chunksAreJoined() throws IOException {
        Answer answer = read("HTTP/1.1 422 \r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n");
        assertThat(answer.text()).isEqualTo("abc0123456789");
    }

    @Test
    void withoutALengthTheConnectionEndsTheBody() throws IOException {
        assertThat(read("HTTP/1.0 404 Not Found\n\nrest").text()).isEqualTo("rest");
    }

    @Test
    void interimAnswersArePassedOver() throws IOException {
        String interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Wait\r\nA: b\r\n\r\n";
        assertThat(read(interim + "HTTP/1.1 204 No\r\n\r\n").status()).isEqualTo(204);
    }

    @Test
    void aBodyLongerThanTheBoundIsCutThere() throws IOException {
        String body = "x".repeat(AnswerReader.MAX_BODY_BYTES + 10);
        assertThat(read("HTTP/1.1 500 No\r\n\r\n" + body).body()).hasSize(AnswerReader.MAX_BODY_BYTES);
        assertThat(read("HTTP/1.1 500 No\r\nContent-Length: " + body.length() + "\r\n\r\n" + body).body())
                .hasSize(AnswerReader.MAX_BODY_BYTES);
        assertThat(read("HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length())
                + "\r\n" + body + "\r\n0\r\n\r\n").body()).hasSize(AnswerReader.MAX_BODY_BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", "HTTP/1.1 100 Continue\r\n\r\n"})
    void anAnswerThatIsCutOffIsNoAnswer(String raw) {
        assertThatThrownBy(() -> read(raw)).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-x\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 99 x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"})
    void whatIsNotHttpIsTold(String raw) {
        assertThatThrownBy(() -> read(raw)).isInstanceOf(AnswerReader.NotHttpException.class);
    }

    @Test
    void endlessHeadersEnd() {
        InputStream endless = new InputStream() {
            private int count;

            @Override
            public int read() {
                byte[] start = "HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII);
                return count < start.length ? start[count++] : 'a';
            }
        };
        assertThatThrownBy(() -> new AnswerReader(endless).read()).isInstanceOf(AnswerReader.NotHttpException.class);
        assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(201) + "\r\n"))
                .isInstanceOf(AnswerReader.NotHttpException.class);
    }

    private static Answer read(String raw) throws IOException {
        return new AnswerReader(new ByteArrayInputStream(raw.getBytes(StandardCharsets.ISO_8859_1))).read();
    }
}
