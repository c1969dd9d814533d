package dev.millrace.standalone.apply;

import dev.millrace.standalone.Logs;
import dev.millrace.standalone.product.Product;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code millrace apply}. */
@Command(
        name = "apply",
        description = "Make the providers and model groups those of a file; twice is once.",
        mixinStandardHelpOptions = true)
public final class ApplyCommand implements Callable<Integer> {

    @Option(
            names = {"-f", "--file"},
            defaultValue = "millrace.yaml",
            description = "The file (default: ${DEFAULT-VALUE}).")
    private Path file = Path.of("millrace.yaml");

    @Option(names = "--dry-run", description = "Print what would be done, and do nothing.")
    private boolean dryRun;

    @Option(
            names = "--prune",
            description = "Delete what the file does not name, of the kinds it speaks of.")
    private boolean prune;

    @Mixin private ProductOptions options = new ProductOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    private final Map<String, String> environment;

    public ApplyCommand() {
        this(System.getenv());
    }

    ApplyCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Logs.quiet();
        Manifest manifest = Manifest.read(file);
        Path folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
        try (Product product = options.product()) {
            List<Step> steps = steps(manifest, product, new Secrets(environment, folder));
            steps.forEach(this::carryOut);
            println(
                    steps.isEmpty()
                            ? "Nothing to do: everything is as " + file + " says."
                            : dryRun
                                    ? count(steps) + ". Nothing was changed: this was a dry run."
                                    : count(steps) + ", done.");
        }
        return 0;
    }

    /** Groups may name providers: these are made before them and go after them. */
    private List<Step> steps(Manifest manifest, Product product, Secrets secrets) {
        List<Step> steps = new ArrayList<>();
        ProviderSteps providers = new ProviderSteps(product, secrets);
        @Nullable Map<String, ObjectNode> wanted = manifest.providers();
        if (wanted != null) {
            steps.addAll(providers.set(wanted));
        }
        if (manifest.groups() != null) {
            steps.addAll(GroupSteps.of(product, manifest.groups(), prune));
        }
        if (wanted != null && prune) {
            steps.addAll(providers.prune(wanted.keySet()));
        }
        return steps;
    }

    private void carryOut(Step step) {
        println(step.title());
        step.lines().forEach(line -> println("  " + line));
        if (!dryRun) {
            step.work().run();
        }
    }

    private static String count(List<Step> steps) {
        return steps.size() == 1 ? "1 change" : steps.size() + " changes";
    }

    private void println(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
