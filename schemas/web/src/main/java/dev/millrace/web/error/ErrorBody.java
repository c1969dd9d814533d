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
        json.append("{\"error\":");
        error(json, code, param, arguments, locale);
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Of a form that was checked as a whole, with a list of what is wrong with each field. */
    public static byte[] render(ApiException error, Locale locale) {
        if (error.fields().isEmpty()) {
            return render(error.code(), error.param(), error.arguments(), locale);
        }
        StringBuilder json = new StringBuilder(512);
        json.append("{\"error\":");
        error(json, error.code(), error.param(), error.arguments(), locale);
        json.append(",\"errors\":[");
        for (ApiException field : error.fields()) {
            error(json, field.code(), field.param(), field.arguments(), locale);
            json.append(',');
        }
        json.setCharAt(json.length() - 1, ']');
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void error(
            StringBuilder json,
            ErrorCode code,
            @Nullable String param,
            List<Object> arguments,
            Locale locale) {
        json.append("{\"message\":");
        string(json, Messages.in(locale).fill(code, param, arguments));
        json.append(",\"type\":\"").append(code.type().wireName()).append("\",\"param\":");
        if (param == null) {
            json.append("null");
        } else {
            string(json, param);
        }
        json.append(",\"code\":\"").append(code.code()).append("\"}");
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
