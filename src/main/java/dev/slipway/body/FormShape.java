package dev.slipway.body;

import dev.slipway.model.Digest;
import dev.slipway.multipart.PartHeaders;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a form: one field for each key of the operation object, and the archive as the file {@code payload}, as
 * {@code curl -F} sends it. Usually the file comes last; when it comes before the fields that tell what it is for, it
 * is put aside. A field {@code digest} declares the archive's digest. All values are text; what they mean is for the
 * operation to say. Only {@code null} is none, as it is in an object, since clients write in JSON what is not text;
 * as a project, which has to be there, it is a name. One thread at a time.
 */
final class FormShape implements BodyShape {
    private static final String OPERATION = "operation";
    private static final String PROJECT = "project";
    private static final String PAYLOAD = "payload";
    private static final String NULL = "null";
    private static final String DIGEST = "digest";
    /** RFC 7578 §4.6: the encoding of the fields; here always UTF-8. */
    private static final String CHARSET = "_charset_";
    private static final Set<String> REFUSED_NAMES = Set.of("__proto__", "constructor", "prototype");

    private final BodyListener listener;
    private final SurroundedPayload payload;
    private final CollectedFields fields = new CollectedFields();
    private Optional<Digest> digest = Optional.empty();
    /** The field that is open; null while it is the payload, or none. */
    private @Nullable String open;
    private boolean payloadSeen;

    FormShape(BodyListener listener) {
        this.listener = listener;
        this.payload = new SurroundedPayload(listener);
    }

    @Override
    public void begin(PartHeaders headers) {
        String name = headers.name();
        if (name == null) {
            throw bad("A field of the form has no name");
        }
        if (name.equals(PAYLOAD)) {
            if (payloadSeen) {
                throw bad("The form has a second payload");
            }
            payloadSeen = true;
            open = null;
            payload.begin(fields.soFar());
            return;
        }
        checkField(name, headers);
        open = name;
    }

    private void checkField(String name, PartHeaders headers) {
        if (headers.filename() != null) {
            throw bad("Unexpected file field \"" + DeployException.printable(name) + "\"; expected \"payload\"");
        }
        if (REFUSED_NAMES.contains(name)) {
            throw bad("A field must not be named " + name);
        }
        fields.begin(name);
    }

    @Override
    public void data(byte[] buf, int off, int len) {
        if (open == null) {
            payload.data(buf, off, len);
        } else {
            fields.data(buf, off, len);
        }
    }

    @Override
    public void end() {
        String name = open;
        if (name == null) {
            return;
        }
        open = null;
        String value = fields.end();
        if (name.equals(OPERATION) && value.startsWith("{")) {
            throw bad("The operation object must be the first part, before the archive");
        }
        boolean none = value.equals(NULL) && !name.equals(PROJECT);
        if (name.equals(DIGEST) && !none) {
            digest = Digest.parse(value);
        }
        if (name.equals(DIGEST) || name.equals(CHARSET)) {
            fields.drop();
        } else if (none) {
            fields.clear();
        }
    }

    @Override
    public void complete() {
        payload.complete(fields.soFar(), digest);
    }

    private static DeployException bad(String detail) {
        return new DeployException(Problem.INVALID_REQUEST, detail);
    }
}
