package dev.millrace.web.error;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Renders OpenAI's error body: {@code {"error":{"message","type","param","code"}}}, all four keys
 * always there. The message is in the best of the asked languages that exists (en, zh-CN).
 */
public final class ErrorBody {

    private ErrorBody() {}

    /** UTF-8 JSON. */
    public static byte[] render(
            ErrorCode code, @Nullable String param, List<Object> arguments, Locale locale) {
        throw new UnsupportedOperationException();
    }

    public static byte[] render(ApiException error, Locale locale) {
        return render(error.code(), error.param(), error.arguments(), locale);
    }

    /** The message alone. */
    public static String message(ErrorCode code, List<Object> arguments, Locale locale) {
        throw new UnsupportedOperationException();
    }
}
