package dev.millrace.proof.retrieval;

import dev.millrace.proof.knowledge.Codeword;
import dev.millrace.proof.knowledge.Codeword.Kind;
import dev.millrace.proof.knowledge.Kb;
import dev.millrace.proof.knowledge.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Documents made up of words and topics. Each section becomes one chunk and says its mark, so that
 * a chunk is known by its text.
 */
final class Corpus {

    /** Sections, and so chunks, of a document. */
    static final int SECTIONS = 25;

    /** In the metadata of one document of a hundred; the others have another value. */
    static final Map<String, String> RARE = Map.of("shelf", "rare");

    private static final Map<String, String> COMMON = Map.of("shelf", "common");
    private static final int RARITY = 100;
    private static final int CHUNKS_OF_TOPIC = 500;
    private static final int LEAST_TOPICS = 10;
    private static final int WORDS = 110;
    private static final int ASKED_WORDS = 5;

    private final long seed;
    private final int documents;
    private final int topics;
    private final Vocabulary vocabulary;

    Corpus(long seed, int chunks) {
        this.seed = seed;
        this.documents = Math.max(1, chunks / SECTIONS);
        this.topics = Math.max(LEAST_TOPICS, documents * SECTIONS / CHUNKS_OF_TOPIC);
        this.vocabulary = new Vocabulary(seed);
    }

    /** A chunk, by its mark. */
    record Piece(int mark, int topic, boolean rare) {}

    int documents() {
        return documents;
    }

    int chunks() {
        return documents * SECTIONS;
    }

    List<Piece> pieces() {
        List<Piece> pieces = new ArrayList<>();
        for (int mark = 0; mark < chunks(); mark++) {
            int document = mark / SECTIONS;
            pieces.add(new Piece(mark, topic(document), isRare(document)));
        }
        return pieces;
    }

    Kb.Text document(int number) {
        RandomGenerator random = random(number);
        String topic = Codeword.of(Kind.TOPIC, topic(number));
        StringBuilder text = new StringBuilder("# Document " + number + "\n");
        for (int i = 0; i < SECTIONS; i++) {
            String mark = Codeword.of(Kind.MARK, number * SECTIONS + i);
            text.append("\n## Part ").append(i + 1).append("\n\nThis is ").append(mark);
            text.append(" of ").append(topic).append(". ");
            text.append(vocabulary.sentences(random, WORDS)).append('\n');
        }
        return new Kb.Text(
                "document-" + number + ".md", text.toString(), isRare(number) ? RARE : COMMON);
    }

    /** A question about one of the topics; no two are alike. */
    String question(int number) {
        RandomGenerator random = random(-1 - number);
        StringBuilder text =
                new StringBuilder("What of ")
                        .append(Codeword.of(Kind.TOPIC, random.nextInt(topics)))
                        .append(" has");
        for (int i = 0; i < ASKED_WORDS; i++) {
            text.append(' ').append(vocabulary.telling(random));
        }
        return text.append('?').toString();
    }

    private int topic(int document) {
        return random(document).nextInt(topics);
    }

    /** At least one, however few there are. */
    private static boolean isRare(int document) {
        return document % RARITY == 0;
    }

    private RandomGenerator random(long number) {
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number * 0xD1B54A32D192ED03L);
    }
}
