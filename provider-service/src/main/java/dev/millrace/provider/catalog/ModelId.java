package dev.millrace.provider.catalog;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A model at a provider, {@code provider/model}: the first slash parts them. */
record ModelId(String provider, String name) {

    private static final int LONGEST = 300;

    /** Of a path whose rest begins with a slash. */
    static ModelId ofPath(String provider, String rest) {
        return checked(new ModelId(provider, rest.startsWith("/") ? rest.substring(1) : rest));
    }

    /**
     * Of the parameter {@code id}.
     *
     * @throws ApiException `invalid_value` when it is none
     */
    static ModelId of(String id) {
        int slash = id.indexOf('/');
        return slash < 0
                ? checked(new ModelId(id, ""))
                : checked(new ModelId(id.substring(0, slash), id.substring(slash + 1)));
    }

    /** Where a page goes on: after everything that sorts before or at it. */
    static ModelId after(@Nullable String cursor) {
        String from = cursor == null ? "" : cursor;
        int slash = from.indexOf('/');
        return slash < 0
                ? new ModelId(from, "")
                : new ModelId(from.substring(0, slash), from.substring(slash + 1));
    }

    private static ModelId checked(ModelId id) {
        if (id.provider().isEmpty()
                || id.name().isBlank()
                || id.name().length() > LONGEST
                || id.toString().codePoints().anyMatch(Character::isISOControl)) {
            throw ApiException.at("id", ErrorCode.INVALID_VALUE, "provider/model");
        }
        return id;
    }

    @Override
    public String toString() {
        return provider + "/" + name;
    }
}
