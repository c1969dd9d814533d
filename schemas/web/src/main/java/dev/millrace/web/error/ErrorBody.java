package dev.millrace.web.error;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Renders OpenAI's error body: {@code {"error":{"message","type","param","code"}}}, all four keys
 * always there. The message is in the best of the asked languages that exists (en, zh-CN; {@link
 * Languages} finds it).
 */
public final class ErrorBody {

    private ErrorBody() {}

    /** UTF-8 JSON. */
    public static byte[] render(
            ErrorCode code, @Nullable String param, List<Object> arguments, Locale locale) {
        StringBuilder json = new StringBuilder(192);
        json.append("{\"error\":{\"message\":");
        string(json, Messages.in(locale).fill(code, param, arguments));
        json.append(",\"type\":\"").append(code.type().wireName()).append("\",\"param\":");
        if (param == null) {
            json.append("null");
        } else {
            string(json, param);
        }
        json.append(",\"code\":\"").append(code.code()).append("\"}}");
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] render(ApiException error, Locale locale) {
        return render(error.code(), error.param(), error.arguments(), locale);
    }

    /** The message alone. */
    public static String message(ErrorCode code, List<Object> arguments, Locale locale) {
        return Messages.in(locale).fill(code, null, arguments);
    }

    /** A JSON string after RFC 8259, section 7; half a surrogate pair becomes U+FFFD. */
    private static void string(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < 0x20) {
                        json.append(String.format("\\u%04x", (int) c));
                    } else if (!Character.isSurrogate(c)) {
                        json.append(c);
                    } else if (Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1))) {
                        json.append(c).append(text.charAt(++i));
                    } else {
                        json.append('\uFFFD');
                    }
                }
            }
        }
        json.append('"');
    }
}
