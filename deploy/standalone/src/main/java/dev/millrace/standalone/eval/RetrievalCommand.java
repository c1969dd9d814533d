package dev.millrace.standalone.eval;

import dev.millrace.standalone.DataFolderDefault;
import dev.millrace.standalone.Logs;
import dev.millrace.standalone.Refusal;
import dev.millrace.standalone.product.Product;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace eval retrieval}. */
@Command(
        name = "retrieval",
        description =
                "Index documents in a temporary knowledge base, ask questions, and say how well the answers"
                        + " are found.",
        mixinStandardHelpOptions = true)
public final class RetrievalCommand implements Callable<Integer> {

    /** The most a search returns. */
    private static final int TOP_K = 100;

    private static final int TELL_EVERY = 200;

    @Option(
            names = "--docs",
            required = true,
            description = "JSON lines with id, text and perhaps title.")
    private Path docs = Path.of("");

    @Option(names = "--queries", required = true, description = "JSON lines with id and text.")
    private Path queries = Path.of("");

    @Option(
            names = "--qrels",
            required = true,
            description = "Lines of query, document and relevance, or of TREC's four columns.")
    private Path qrels = Path.of("");

    @Option(
            names = "--mode",
            defaultValue = "hybrid",
            description = "hybrid, vector or text (default: ${DEFAULT-VALUE}).")
    private String mode = "hybrid";

    @Option(
            names = "--embedding-model",
            description = "An embedding model of the catalog (default: the built-in one).")
    private @Nullable String model;

    @Option(names = "--keep", description = "Leave the knowledge base there.")
    private boolean keep;

    @Option(names = "--url", description = "Of the product (default: what runs on --data).")
    private @Nullable String url;

    @Option(names = "--data", description = "Data folder (default: ${DEFAULT-VALUE}).")
    private Path data = DataFolderDefault.path();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Logs.quiet();
        if (!List.of("hybrid", "vector", "text").contains(mode)) {
            throw new Refusal("--mode is hybrid, vector or text");
        }
        Corpus corpus = Corpus.read(docs, queries, qrels);
        List<Corpus.Item> questions =
                corpus.questions().stream()
                        .filter(one -> judged(corpus, one).hasRelevant())
                        .toList();
        if (questions.isEmpty()) {
            throw new Refusal("No question of %s is judged in %s".formatted(queries, qrels));
        }
        try (Product product = Product.find(url, data, System.getenv());
                TemporaryBase base = TemporaryBase.make(product, model, keep)) {
            measure(corpus, questions, base);
        }
        return 0;
    }

    private void measure(Corpus corpus, List<Corpus.Item> questions, TemporaryBase base) {
        int all = corpus.documents().size();
        long begun = System.nanoTime();
        Map<String, String> refused =
                base.upload(corpus.documents(), count -> told("uploaded", count, all));
        refused.forEach((id, why) -> progress("document " + id + " was refused: " + why));
        Map<String, Long> states =
                base.awaitIndexed(count -> progress("indexed " + count + " of " + all));
        double seconds = (System.nanoTime() - begun) / 1e9;
        Measured measured = new Measured();
        for (int i = 0; i < questions.size(); i++) {
            Corpus.Item question = questions.get(i);
            long asked = System.nanoTime();
            List<String> ranked = base.search(question.whole(), mode, TOP_K);
            measured.add(judged(corpus, question), ranked, (System.nanoTime() - asked) / 1e6);
            told("asked", i + 1, questions.size());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(Measured.line("mode", mode));
        out.println(Measured.line("documents", String.valueOf(all)));
        out.println(Measured.line("indexed", states.getOrDefault("indexed", 0L).toString()));
        out.println(Measured.line("refused", String.valueOf(refused.size())));
        out.println(Measured.line("failed", states.getOrDefault("failed", 0L).toString()));
        out.println(Measured.line("indexing", String.format(Locale.ROOT, "%.1f s", seconds)));
        measured.table().forEach(out::println);
        if (keep) {
            out.println(Measured.line("knowledge base", base.id()));
        }
        out.flush();
    }

    private static Judged judged(Corpus corpus, Corpus.Item question) {
        return corpus.judged().getOrDefault(question.id(), new Judged(Map.of()));
    }

    private void told(String what, int count, int all) {
        if (count % TELL_EVERY == 0 || count == all) {
            progress(what + " " + count + " of " + all);
        }
    }

    private void progress(String sentence) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(sentence);
        err.flush();
    }
}
