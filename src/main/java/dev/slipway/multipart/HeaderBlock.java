package dev.slipway.multipart;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header block of one part, byte by byte, into {@link PartHeaders}. Lines end in CR LF; folded lines, bare
 * line breaks and control characters are refused. Kept by the parser for the next part: its line buffer grows to the
 * largest line seen and never over {@link MultipartLimits#maxHeaderBytes}. One thread at a time.
 */
final class HeaderBlock {
    private static final int FIRST_LINE_BUFFER = 256;
    private static final int MAX_LENGTH_DIGITS = 18;
    private static final String DISPOSITION = "content-disposition";
    private static final String TYPE = "content-type";
    private static final String LENGTH = "content-length";
    private static final String ENCODING = "content-transfer-encoding";
    /** The fields that mean something here; others are checked for form and passed over. */
    private static final Set<String> KNOWN = Set.of(DISPOSITION, TYPE, LENGTH, ENCODING);

    private final MultipartLimits limits;
    private final Map<String, String> fields = new HashMap<>();
    private byte[] line = new byte[FIRST_LINE_BUFFER];
    private int lineLength;
    private int bytes;
    private int lines;
    private boolean carriageReturn;

    HeaderBlock(MultipartLimits limits) {
        this.limits = limits;
    }

    /** Forgets the part before. */
    void clear() {
        fields.clear();
        lineLength = 0;
        bytes = 0;
        lines = 0;
        carriageReturn = false;
    }

    /**
     * Takes the next byte.
     *
     * @return the headers when this byte ended the block, else null
     * @throws DeployException {@link Problem#HEADERS_TOO_LARGE} over a limit, {@link Problem#MALFORMED_BODY} when a
     *         line breaks a rule, {@link Problem#UNSUPPORTED_MEDIA_TYPE} for an unknown transfer encoding
     */
    @Nullable PartHeaders take(byte b) {
        if (++bytes > limits.maxHeaderBytes()) {
            throw new DeployException(Problem.HEADERS_TOO_LARGE,
                    "The headers of a part may have at most " + limits.maxHeaderBytes() + " bytes");
        }
        if (carriageReturn) {
            if (b != '\n') {
                throw Malformed.body("a CR without LF among the headers of a part");
            }
            carriageReturn = false;
            return lineEnded();
        }
        if (b == '\r') {
            carriageReturn = true;
        } else if (b < ' ' && b >= 0 && b != '\t' || b == 0x7f) {
            throw Malformed.body(b == '\n' ? "a bare LF among the headers of a part"
                    : "a control character among the headers of a part");
        } else {
            append(b);
        }
        return null;
    }

    private void append(byte b) {
        if (lineLength == line.length) {
            line = Arrays.copyOf(line, line.length * 2);
        }
        line[lineLength++] = b;
    }

    private @Nullable PartHeaders lineEnded() {
        if (lineLength == 0) {
            return lines == 0 ? PartHeaders.NONE : headers();
        }
        if (++lines > limits.maxHeaders()) {
            throw new DeployException(Problem.HEADERS_TOO_LARGE,
                    "A part may have at most " + limits.maxHeaders() + " header lines");
        }
        field(text());
        lineLength = 0;
        return null;
    }

    private String text() {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, lineLength)).toString();
        } catch (CharacterCodingException e) {
            throw Malformed.body("the headers of a part are not valid UTF-8");
        }
    }

    private void field(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0 || !text.chars().limit(colon).allMatch(Parameters::isTokenChar)) {
            throw Malformed.body("a header line of a part has no legal name and colon");
        }
        String name = text.substring(0, colon).toLowerCase(Locale.ROOT);
        if (KNOWN.contains(name) && fields.putIfAbsent(name, trimmed(text, colon + 1)) != null) {
            throw Malformed.body("a part has the header " + name + " twice");
        }
    }

    /** Without the spaces and tabs at both ends, and without those only: strip() would take other spaces too. */
    private static String trimmed(String text, int from) {
        int start = from;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    private PartHeaders headers() {
        String type = fields.get(TYPE);
        if (type != null && type.isEmpty()) {
            throw Malformed.body("a part has an empty Content-Type");
        }
        String disposition = fields.get(DISPOSITION);
        if (disposition == null) {
            return new PartHeaders(null, null, type, contentLength(), base64());
        }
        Parameters parameters = Parameters.parse(disposition, "Content-Disposition of a part");
        if (parameters.map().keySet().stream().anyMatch(HeaderBlock::isContinuation)) {
            throw Malformed.body("Content-Disposition of a part has a continued parameter");
        }
        String name = parameters.map().get("name");
        if (name != null && (name.isEmpty() || name.length() > limits.maxNameLength())) {
            throw Malformed.body("the name of a part must have 1 to " + limits.maxNameLength() + " characters");
        }
        return new PartHeaders(name, parameters.map().get("filename"), type, contentLength(), base64());
    }

    /** RFC 2231 §3: {@code filename*0}, {@code filename*1*}. */
    private static boolean isContinuation(String parameter) {
        int star = parameter.indexOf('*');
        return star >= 0 && star + 1 < parameter.length() && Character.isDigit(parameter.charAt(star + 1));
    }

    private long contentLength() {
        String length = fields.get(LENGTH);
        if (length == null) {
            return -1;
        }
        if (length.isEmpty() || length.length() > MAX_LENGTH_DIGITS
                || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw Malformed.body("the Content-Length of a part is not a number");
        }
        return Long.parseLong(length);
    }

    /** RFC 7578 §4.7 deprecates the field; the identity encodings mean nothing, base64 is still sent. */
    private boolean base64() {
        String encoding = fields.getOrDefault(ENCODING, "binary").toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "7bit", "8bit", "binary" -> false;
            case "base64" -> true;
            default -> throw new DeployException(Problem.UNSUPPORTED_MEDIA_TYPE,
                    "The Content-Transfer-Encoding of a part must be binary, 8bit, 7bit or base64");
        };
    }
}
