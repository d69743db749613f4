package dev.slipway.bench;

import dev.slipway.multipart.MultipartLimits;
import dev.slipway.multipart.MultipartParser;
import dev.slipway.multipart.MultipartType;
import dev.slipway.multipart.PartHeaders;
import dev.slipway.multipart.PartListener;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.util.HeaderMap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.commons.fileupload2.core.MultipartInput;
import org.apache.tomcat.util.http.fileupload.MultipartStream;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;

/** The parsers that are compared, each fed in reads of 64 KiB and with a buffer of that size where it has its own. */
public enum BoundaryParser {
    /** Slipway's. */
    SLIPWAY {
        @Override
        void parse(InputStream body, Parts parts) throws IOException {
            MultipartParser parser = new MultipartParser(
                    MultipartType.parse("multipart/form-data; boundary=" + PartContent.BOUNDARY),
                    MultipartLimits.DEFAULTS, new PartListener() {
                        @Override
                        public void begin(PartHeaders headers) {
                            parts.begin();
                        }

                        @Override
                        public void data(byte[] buf, int off, int len) {
                            parts.content(buf, off, len);
                        }

                        @Override
                        public void end() {
                        }
                    });
            byte[] buffer = new byte[Volume.READ_BYTES];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                parser.write(buffer, 0, n);
            }
            parser.end();
        }
    },
    /** That of Apache Commons FileUpload 2. */
    COMMONS_FILEUPLOAD {
        @Override
        void parse(InputStream body, Parts parts) throws IOException {
            MultipartInput input = MultipartInput.builder().setInputStream(body).setBoundary(BOUNDARY)
                    .setBufferSize(Volume.READ_BYTES).get();
            byte[] buffer = new byte[Volume.READ_BYTES];
            for (boolean more = input.skipPreamble(); more; more = input.readBoundary()) {
                input.readHeaders();
                parts.begin();
                try (InputStream content = input.newInputStream()) {
                    copy(content, buffer, parts);
                }
            }
        }
    },
    /** Tomcat's own copy of an older one. */
    TOMCAT {
        @Override
        void parse(InputStream body, Parts parts) throws IOException {
            MultipartStream stream = new MultipartStream(body, BOUNDARY, Volume.READ_BYTES, null);
            byte[] buffer = new byte[Volume.READ_BYTES];
            for (boolean more = stream.skipPreamble(); more; more = stream.readBoundary()) {
                stream.readHeaders();
                parts.begin();
                try (InputStream content = stream.newInputStream()) {
                    copy(content, buffer, parts);
                }
            }
        }
    },
    /** Jetty 12's. */
    JETTY {
        @Override
        void parse(InputStream body, Parts parts) throws IOException {
            Throwable[] failure = new Throwable[1];
            MultiPart.Parser parser = new MultiPart.Parser(PartContent.BOUNDARY, new MultiPart.Parser.Listener() {
                @Override
                public void onPartHeaders() {
                    parts.begin();
                }

                @Override
                public void onPartContent(Content.Chunk chunk) {
                    parts.content(chunk.getByteBuffer());
                }

                @Override
                public void onFailure(Throwable thrown) {
                    failure[0] = thrown;
                }
            });
            byte[] buffer = new byte[Volume.READ_BYTES];
            int n = body.read(buffer);
            while (n >= 0 && failure[0] == null) {
                parser.parse(Content.Chunk.from(ByteBuffer.wrap(buffer, 0, n), false));
                n = body.read(buffer);
            }
            if (failure[0] != null) {
                throw new IOException(failure[0]);
            }
            parser.parse(Content.Chunk.EOF);
        }
    },
    /** Undertow's, of which WildFly is made. */
    UNDERTOW {
        @Override
        void parse(InputStream body, Parts parts) throws IOException {
            ByteBufferPool pool = POOL;
            var state = io.undertow.util.MultipartParser.beginParse(pool,
                    new io.undertow.util.MultipartParser.PartHandler() {
                        @Override
                        public void beginPart(HeaderMap headers) {
                            parts.begin();
                        }

                        @Override
                        public void data(ByteBuffer bytes) {
                            parts.content(bytes);
                        }

                        @Override
                        public void endPart() {
                        }
                    }, BOUNDARY, StandardCharsets.UTF_8.name());
            byte[] buffer = new byte[Volume.READ_BYTES];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                state.parse(ByteBuffer.wrap(buffer, 0, n));
            }
            if (!state.isComplete()) {
                throw new IOException("not complete");
            }
        }
    },
    /** What one writes first. */
    BYTE_BY_BYTE {
        @Override
        void parse(InputStream body, Parts parts) throws IOException {
            ByteStates states = new ByteStates(PartContent.BOUNDARY, parts);
            byte[] buffer = new byte[Volume.READ_BYTES];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                states.write(buffer, n);
            }
        }
    },
    /** Reads and looks at nothing: what reading alone takes of each of them. */
    NONE {
        @Override
        void parse(InputStream body, Parts parts) throws IOException {
            copy(body, new byte[Volume.READ_BYTES], parts);
        }
    };

    private static final byte[] BOUNDARY = PartContent.BOUNDARY.getBytes(StandardCharsets.US_ASCII);
    private static final ByteBufferPool POOL = new DefaultByteBufferPool(true, 16 << 10);

    /** Reads a body to its end. */
    abstract void parse(InputStream body, Parts parts) throws IOException;

    private static void copy(InputStream content, byte[] buffer, Parts parts) throws IOException {
        for (int n = content.read(buffer, 0, buffer.length); n >= 0; n = content.read(buffer, 0, buffer.length)) {
            parts.content(buffer, 0, n);
        }
    }
}
