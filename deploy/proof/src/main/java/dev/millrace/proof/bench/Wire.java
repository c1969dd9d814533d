package dev.millrace.proof.bench;

import java.util.Locale;

/** As much of HTTP/1.1 framing (RFC 9112) as a closed loop on loopback needs. */
final class Wire {

    private Wire() {}

    /** Where the request ends in {@code text}, or -1 while it is incomplete. */
    static int requestEnd(String text) {
        int head = text.indexOf("\r\n\r\n");
        return head < 0 ? -1 : bodyEnd(text, head);
    }

    /**
     * Where the message that has its head's end at {@code head} ends, or -1 while it is incomplete.
     */
    static int bodyEnd(String text, int head) {
        String fields = text.substring(0, head + 2).toLowerCase(Locale.ROOT);
        if (fields.contains("\r\ntransfer-encoding: chunked")) {
            int last = text.indexOf("0\r\n\r\n", head + 2);
            while (last > 0 && !text.startsWith("\r\n", last - 2)) {
                last = text.indexOf("0\r\n\r\n", last + 1);
            }
            return last < 0 ? -1 : last + 5;
        }
        int at = fields.indexOf("\r\ncontent-length:");
        int length = 0;
        if (at >= 0) {
            int from = at + "\r\ncontent-length:".length();
            length = Integer.parseInt(fields.substring(from, fields.indexOf("\r\n", from)).trim());
        }
        int end = head + 4 + length;
        return text.length() >= end ? end : -1;
    }
}
