package dev.millrace.proof.badinput;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A form as browsers send files. */
final class Form {

    /** What to say of its bytes. */
    static final String TYPE = "multipart/form-data; boundary=proofproof";

    private static final String BOUNDARY = "--proofproof";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Form file(String name, byte[] content) {
        write(head(name));
        bytes.writeBytes(content);
        write("\r\n");
        return this;
    }

    Form field(String name, String value) {
        write(BOUNDARY + "\r\ncontent-disposition: form-data; name=\"" + name + "\"\r\n\r\n");
        write(value + "\r\n");
        return this;
    }

    /** What stands before a file's bytes. */
    static String head(String name) {
        return BOUNDARY
                + "\r\ncontent-disposition: form-data; name=\"file\"; filename=\""
                + name
                + "\"\r\ncontent-type: application/octet-stream\r\n\r\n";
    }

    /** What stands after the last part. */
    static String tail() {
        return "\r\n" + BOUNDARY + "--\r\n";
    }

    byte[] toBytes() {
        byte[] parts = bytes.toByteArray();
        byte[] end = (BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[parts.length + end.length];
        System.arraycopy(parts, 0, all, 0, parts.length);
        System.arraycopy(end, 0, all, parts.length, end.length);
        return all;
    }

    /** Without its end. */
    byte[] brokenOff() {
        byte[] parts = bytes.toByteArray();
        return java.util.Arrays.copyOf(parts, parts.length - 2);
    }

    private void write(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
