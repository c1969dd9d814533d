package dev.millrace.standalone.eval;

import picocli.CommandLine.Command;

/** {@code millrace eval}. */
@Command(
        name = "eval",
        description = "Measure the running product on your own data.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "retrieval",
        subcommands = RetrievalCommand.class)
public final class EvalCommand {}
