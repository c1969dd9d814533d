package dev.millrace.web.page;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list in OpenAI's shape.
 *
 * @param object always {@code list}
 * @param firstId id of the first item, null when there is none
 * @param lastId id of the last item: the next page's {@code after}
 */
public record Page<T>(
        String object,
        List<T> data,
        @JsonProperty("first_id") @Nullable String firstId,
        @JsonProperty("last_id") @Nullable String lastId,
        @JsonProperty("has_more") boolean hasMore) {

    /**
     * Cuts a page.
     *
     * @param found what was found when {@code limit + 1} items were asked for: one too many tells
     *     that there are more
     * @param id an item's id, or the cursor that stands for it
     */
    public static <T> Page<T> of(List<T> found, int limit, Function<? super T, String> id) {
        List<T> data = List.copyOf(found.subList(0, Math.min(limit, found.size())));
        return new Page<>(
                "list",
                data,
                data.isEmpty() ? null : id.apply(data.getFirst()),
                data.isEmpty() ? null : id.apply(data.getLast()),
                found.size() > limit);
    }
}
