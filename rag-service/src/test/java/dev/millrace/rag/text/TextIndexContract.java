package dev.millrace.rag.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.rag.index.Filter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

/** What every {@link TextIndex} does. */
public abstract class TextIndexContract {

    protected static final int MOST = 10;

    private static final List<String> WORDS =
            List.of("river", "mill", "wheel", "water", "stone", "grain", "sluice", "miller");

    private final UUID first = UUID.randomUUID();
    private final UUID second = UUID.randomUUID();
    private long index;

    protected abstract TextIndex texts();

    /** A number no other test has. */
    protected abstract long fresh();

    /** Does it in one transaction, which does not happen after all. */
    protected abstract void rolledBack(Runnable work);

    /** A document with metadata exists. */
    protected abstract void document(UUID id, Map<String, String> metadata);

    /** Whatever the index does later by itself is done now. */
    protected abstract void settle(long index);

    @BeforeEach
    void makeIndex() {
        index = fresh();
        texts().create(index);
    }

    @Test
    void theChunkThatSaysMostOfTheQuestionComesFirst() {
        long mill = put(first, "The mill stands by the river. Its wheel is turned by water.");
        long river = put(first, "The river rises in the hills");
        put(second, "Grain is stored in the barn");

        assertThat(found("Which mill wheel turns by the river?")).containsExactly(mill, river);
    }

    @Test
    void withoutAWordInCommonNothingIsFound() {
        put(first, "The mill stands by the river");

        assertThat(found("gearbox")).isEmpty();
        assertThat(found("who is it?")).isEmpty();
        assertThat(texts().search(fresh(), "mill", MOST, Filter.NONE)).isEmpty();
    }

    @Test
    void englishChineseAndNamesOfCodeAreFound() {
        long english = put(first, "Caches are configured per tenant");
        long chinese = put(first, "每个租户的缓存大小可以配置 (cache_size)");
        long code = put(second, "Set spring.kafka.maxPollRecords to 500");

        assertThat(found("configuring a cache")).contains(english);
        assertThat(found("怎么配置缓存？")).containsExactly(chinese);
        assertThat(found("租")).containsExactly(chinese);
        assertThat(found("cache_size")).first().isEqualTo(chinese);
        assertThat(found("max poll records")).containsExactly(code);
        assertThat(found("SPRING.KAFKA.MAXPOLLRECORDS")).containsExactly(code);
        assertThat(found("500")).containsExactly(code);
    }

    @Test
    void coverageIsTheShareOfWhatTheQuestionSays() {
        put(first, "mill wheel");
        put(first, "river");
        put(second, "mill");

        assertThat(hits("mill wheel")).first().extracting(TextHit::coverage).isEqualTo(1.0);
        // Of three chunks two say mill and none says gearbox.
        double mill = Bm25.idf(3, 2);
        double gearbox = Bm25.idf(3, 0);
        assertThat(hits("mill gearbox"))
                .isNotEmpty()
                .allSatisfy(
                        hit ->
                                assertThat(hit.coverage())
                                        .isCloseTo(mill / (mill + gearbox), within(1e-9)));
    }

    @Test
    void scoresAreThoseOfTheFormula() {
        long once = put(first, "mill river stone water");
        long twice = put(first, "mill mill stone water");
        put(second, "grain grain grain grain");
        settle(index);

        double idf = Bm25.idf(3, 2);
        double damping = Bm25.USUAL.damping(4, 4);
        assertThat(hits("mill"))
                .extracting(TextHit::chunk, TextHit::score)
                .containsExactly(
                        tuple(twice, Bm25.USUAL.part(idf, 2, damping)),
                        tuple(once, Bm25.USUAL.part(idf, 1, damping)));
    }

    @Test
    void ofEqualsTheSmallerNumberComesFirst() {
        List<Long> chunks = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            chunks.add(put(first, "The same mill"));
        }

        assertThat(found("mill")).isEqualTo(chunks.stream().sorted().limit(MOST).toList());
    }

    @Test
    void puttingTwiceChangesNothingAndPuttingAnotherTextReplaces() {
        long chunk = fresh();
        put(chunk, first, "The mill");
        put(chunk, first, "The mill");
        assertThat(found("mill")).containsExactly(chunk);

        put(chunk, second, "The barn");
        assertThat(found("mill")).isEmpty();
        assertThat(found("barn")).containsExactly(chunk);
        texts().remove(index, first);
        assertThat(found("barn")).containsExactly(chunk);
    }

    @Test
    void aRemovedDocumentIsNotFound() {
        put(first, "The mill");
        long other = put(second, "The mill");

        texts().remove(index, first);
        texts().remove(index, first);

        assertThat(found("mill")).containsExactly(other);
    }

    @Test
    void whatATransactionDidNotKeepDidNotHappen() {
        long kept = put(first, "The mill");

        rolledBack(
                () -> {
                    put(second, "The mill");
                    texts().remove(index, first);
                });

        assertThat(found("mill")).containsExactly(kept);
    }

    @Test
    void anIndexSeesNothingOfAnotherAndMayBeForgotten() {
        long other = fresh();
        texts().create(other);
        texts().create(other);
        long chunk = put(first, "The mill");
        texts().put(other, List.of(new IndexedText(fresh(), first, "The mill")));

        texts().drop(other);
        texts().drop(other);

        assertThat(found("mill")).containsExactly(chunk);
        assertThat(texts().search(other, "mill", MOST, Filter.NONE)).isEmpty();
        assertThatThrownBy(
                        () ->
                                texts().put(
                                                other,
                                                List.of(
                                                        new IndexedText(
                                                                fresh(), first, "The mill"))))
                .isInstanceOf(DataAccessException.class);
    }

    @Test
    void aFilterLooksAtItsDocumentsAlone() {
        document(first, Map.of("language", "en", "year", "2026"));
        document(second, Map.of("language", "de"));
        long english = put(first, "The mill");
        long german = put(second, "The mill");

        assertThat(found("mill", new Filter(List.of(second), Map.of()))).containsExactly(german);
        assertThat(found("mill", new Filter(List.of(), Map.of("language", "en"))))
                .containsExactly(english);
        assertThat(found("mill", new Filter(List.of(second), Map.of("language", "en")))).isEmpty();
        assertThat(found("mill", new Filter(List.of(), Map.of("language", "en", "year", "2025"))))
                .isEmpty();
    }

    @Test
    void blanksZerosAndOddCharactersAreNoTrouble() {
        put(first, "");
        put(first, "\u0000 \ud800 💧 \uffff ＿");
        long odd = put(first, "mill\u0000wheel ' or 1=1 -- % \\ \"");

        assertThat(found("wheel % \\ ' \"")).containsExactly(odd);
        assertThat(found("\u0000 \ud800")).isEmpty();
    }

    /** However it is kept inside, it answers as if every chunk were scored. */
    @Test
    void anyHistoryOfChangesAnswersAsScoringEveryChunkDoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<Long, String> there = new HashMap<>();
        Map<UUID, Set<Long>> documents = new HashMap<>();
        for (int round = 0; round < 100; round++) {
            UUID document = UUID.randomUUID();
            List<IndexedText> texts = new ArrayList<>();
            for (int i = random.nextInt(40); i >= 0; i--) {
                IndexedText text = new IndexedText(fresh(), document, words(random));
                texts.add(text);
                there.put(text.chunk(), text.text());
                documents.computeIfAbsent(document, _ -> new HashSet<>()).add(text.chunk());
            }
            texts().put(index, texts);
            if (random.nextInt(3) == 0) {
                UUID gone = List.copyOf(documents.keySet()).get(random.nextInt(documents.size()));
                texts().remove(index, gone);
                there.keySet().removeAll(documents.getOrDefault(gone, Set.of()));
                documents.remove(gone);
            }
            if (random.nextInt(20) == 0) {
                settle(index);
            }
        }
        settle(index);
        String question = "sluice miller wheel";
        List<Long> expected =
                there.entrySet().stream()
                        .filter(e -> matches(e.getValue()))
                        .map(Map.Entry::getKey)
                        .sorted(Comparator.naturalOrder())
                        .toList();
        List<Long> all =
                texts().search(index, question, 10_000, Filter.NONE).stream()
                        .map(TextHit::chunk)
                        .sorted()
                        .toList();

        assertThat(all).as("seed %d", seed).isEqualTo(expected);
        List<TextHit> best = texts().search(index, question, 25, Filter.NONE);
        assertThat(best)
                .as("seed %d", seed)
                .isEqualTo(texts().search(index, question, 10_000, Filter.NONE).subList(0, 25));
    }

    private static boolean matches(String text) {
        return text.contains("sluice") || text.contains("miller") || text.contains("wheel");
    }

    private static String words(Random random) {
        StringBuilder text = new StringBuilder("chunk");
        for (int i = random.nextInt(6); i >= 0; i--) {
            text.append(' ').append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return text.toString();
    }

    private long put(UUID document, String text) {
        long chunk = fresh();
        put(chunk, document, text);
        return chunk;
    }

    private void put(long chunk, UUID document, String text) {
        texts().put(index, List.of(new IndexedText(chunk, document, text)));
    }

    private List<Long> found(String question) {
        return found(question, Filter.NONE);
    }

    private List<Long> found(String question, Filter filter) {
        return texts().search(index, question, MOST, filter).stream().map(TextHit::chunk).toList();
    }

    private List<TextHit> hits(String question) {
        return texts().search(index, question, MOST, Filter.NONE);
    }
}
