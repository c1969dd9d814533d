package dev.millrace.standalone;

import dev.millrace.embedded.EmbeddedFailure;
import dev.millrace.standalone.apply.ApplyCommand;
import dev.millrace.standalone.apply.ExportCommand;
import dev.millrace.standalone.eval.EvalCommand;
import dev.millrace.standalone.log.DeadLettersCommand;
import dev.millrace.standalone.log.TailCommand;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;

/** The command line. */
@Command(
        name = "millrace",
        description = "An event-driven LLM platform: an accepted request is never lost.",
        mixinStandardHelpOptions = true,
        subcommands = {
            UpCommand.class,
            TailCommand.class,
            DeadLettersCommand.class,
            ApplyCommand.class,
            ExportCommand.class,
            EvalCommand.class,
            RehearseCommand.class
        })
public final class Millrace {

    private Millrace() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        IExecutionExceptionHandler sentences =
                (failure, command, parsed) -> {
                    command.getErr().println("millrace: " + sentence(failure));
                    command.getErr().flush();
                    return 1;
                };
        return new CommandLine(new Millrace()).setExecutionExceptionHandler(sentences);
    }

    /** One sentence for the terminal; what nobody foresaw goes to the log with its trace. */
    static String sentence(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal || cause instanceof EmbeddedFailure) {
                return String.valueOf(cause.getMessage());
            }
        }
        LoggerFactory.getLogger(Millrace.class).error("Unforeseen failure", failure);
        var root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName()
                + ": "
                + root.getMessage()
                + " (more in logs/millrace.log of the data folder)";
    }
}
