package dev.millrace.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class PageTest {

    @Test
    void oneTooManyTellsThatThereIsMore() {
        Page<String> page = Page.of(List.of("a", "b", "c"), 2, item -> "id-" + item);
        assertThat(new JsonMapper().writeValueAsString(page))
                .isEqualTo(
                        "{\"object\":\"list\",\"data\":[\"a\",\"b\"],\"first_id\":\"id-a\","
                                + "\"last_id\":\"id-b\",\"has_more\":true}");
    }

    @Test
    void anEmptyPageHasNoIds() {
        assertThat(Page.of(List.<String>of(), 2, item -> item))
                .isEqualTo(new Page<>("list", List.of(), null, null, false));
    }

    @Test
    void aCursorBringsItsKeysBack() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            String[] keys = new String[1 + random.nextInt(3)];
            for (int k = 0; k < keys.length; k++) {
                keys[k] = "é漢😀".substring(0, random.nextInt(3)) + random.nextInt();
            }
            assertThat(PageCursor.decode("after", PageCursor.encode(keys), keys.length))
                    .as("seed %s", seed)
                    .containsExactly(keys);
        }
        assertThat(PageCursor.decode("after", PageCursor.encode(""), 1)).containsExactly("");
        assertThat(PageCursor.decode("after", null, 1)).isEmpty();
    }

    @Test
    void garbageIsAnErrorOfItsParameter() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String good = PageCursor.encode("2026-11-21", "id");
        for (int i = 0; i < 500; i++) {
            byte[] noise = new byte[1 + random.nextInt(60)];
            random.nextBytes(noise);
            refused(Base64.getUrlEncoder().withoutPadding().encodeToString(noise));
            refused(new String(noise, StandardCharsets.ISO_8859_1));
            int at = random.nextInt(good.length() - 2);
            char other = good.charAt(at) == 'A' ? 'B' : 'A';
            refused(good.substring(0, at) + other + good.substring(at + 1));
        }
        refused("A".repeat(5000));
        refused(PageCursor.encode("one key"));
    }

    @Test
    void aKeyWithAZeroIsAMistakeOfOurs() {
        assertThatIllegalArgumentException().isThrownBy(() -> PageCursor.encode("a\0b"));
    }

    @Test
    void limitsHaveBounds() {
        assertThat(PageCursor.limit(null, 20, 100)).isEqualTo(20);
        assertThat(PageCursor.limit(100, 20, 100)).isEqualTo(100);
        for (int limit : new int[] {0, -1, 101, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThatExceptionOfType(ApiException.class)
                    .isThrownBy(() -> PageCursor.limit(limit, 20, 100))
                    .satisfies(e -> assertThat(e.param()).isEqualTo("limit"));
        }
    }

    private static void refused(String cursor) {
        assertThatExceptionOfType(ApiException.class)
                .as(cursor)
                .isThrownBy(() -> PageCursor.decode("after", cursor, 2))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE))
                .satisfies(e -> assertThat(e.param()).isEqualTo("after"));
    }
}
