package dev.slipway.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Bodies to start from that the corpus does not have. */
final class FuzzSeeds {
    private static final String DEPLOY = "69 6f7065726174696f6e 66 6465706c6f79 67 70726f6a656374 61 61";
    private static final String PAYLOAD = "67 7061796c6f6164";

    /** Objects in CBOR, in hexadecimal digits: plain, indefinite, with tags, as records, with base64 text. */
    static final List<String> CBOR = List.of(
            "b90004" + DEPLOY + PAYLOAD + "45 0102030405 61 7a f5",
            "bf" + PAYLOAD + "d840 45 0102030405" + DEPLOY + "61 7a 82 01 a1 61 61 f6 ff",
            "a3" + DEPLOY + "7f 63 706179 64 6c6f6164 ff 5f 41 01 42 0203 ff",
            "d9d9f7 a4 61 66 fb3ff8000000000000" + DEPLOY + PAYLOAD + "68 4151494432506639",
            "d9dfff 86 19e000 84 69 6f7065726174696f6e 67 70726f6a656374" + PAYLOAD + "61 7a 6164 6161 43 010203 01",
            "d9dfff 9f 19e000 83 61 7a 61 71" + PAYLOAD + "d9dfff 83 19e001 81 61 63 01 d9e001 81 02 41 07 ff",
            "a2" + PAYLOAD + "7f 64 41514944 64 32506639 ff 61 6c 9f 01 5f 41 01 ff bf 61 61 c1 1a 5f000000 ff ff",
            "a1 61 61 1b ffffffffffffffff", "a1 61 61 5b 7fffffffffffffff 00", "bb ffffffffffffffff 61 61 01");

    /** Objects in JSON: base64 text, escapes, a Buffer of Node, nesting. */
    static final List<String> JSON = List.of(
            "{\"operation\":\"deploy\",\"project\":\"a\",\"payload\":\"AQID//YJ++8ATQ==\",\"z\":[1,{\"a\":null}]}",
            " { \"p\\u0061yload\" : \"AQ\\u0049D\\/\\n__8\" , \"operation\":\"deploy\",\"project\":\"a\" } ",
            "{\"operation\":\"deploy\",\"payload\":{\"type\":\"Buffer\",\"data\":[1,2,3,255, 0]}}",
            "{\"payload\": {\"data\" : [ 10 ,20,\n3] ,\"type\":\"Buffer\"},\"s\":\"\\\"\u00e9\\\\]\",\"project\":\"a\"}",
            "{\"a\":{\"payload\":\"x\"},\"payload\":null,\"b\":[[],{}],\"n\":-1.5e3,\"t\":true,\"u\":\"\\ud83d\\ude00\"}",
            "{\"a\":1e999999999,\"b\":123456789012345678901234567890}");

    private FuzzSeeds() {}

    /** Multipart bodies in the shapes of the operations endpoint, with their Content-Type in front. */
    static List<byte[]> forms() {
        String type = "multipart/form-data; boundary=b";
        String field = "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n";
        String file = "--b\r\nContent-Disposition: form-data; name=\"payload\"; filename=\"f\"\r\n"
                + "Content-Type: application/gzip\r\n\r\nabc\r\n";
        String object = "--b\r\nContent-Type: application/json\r\n\r\n{\"operation\":\"deploy\",\"project\":\"a\"}\r\n";
        String digest = String.format(field, "digest", "sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:");
        return List.of(
                String.format(field, "operation", "deploy_component") + String.format(field, "project", "a") + file,
                file + String.format(field, "operation", "deploy_component") + String.format(field, "project", "a"),
                object + "--b\r\n\r\nabc\r\n" + digest,
                object + "--b\r\nContent-Transfer-Encoding: base64\r\n\r\nYWJj\r\nYWI=\r\n" + digest).stream()
                .map(body -> FuzzInput.join(type, (body + "--b--\r\n").getBytes(StandardCharsets.ISO_8859_1)))
                .toList();
    }
}
