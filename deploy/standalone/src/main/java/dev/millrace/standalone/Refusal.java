package dev.millrace.standalone;

/** Why the product does not start or a command is not done: one sentence for the terminal. */
public class Refusal extends RuntimeException {

    public Refusal(String sentence) {
        super(sentence);
    }

    public Refusal(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
