package dev.millrace.provider.credential;

/** A credential as people may see it: enough to recognise it by. */
public final class Masked {

    private static final int LONG_ENOUGH = 16;
    private static final int SHOWN = 4;

    private Masked() {}

    /** The last four characters, and nothing of a short one. */
    public static String of(String secret) {
        return secret.length() < LONG_ENOUGH
                ? "…"
                : "…" + secret.substring(secret.length() - SHOWN);
    }
}
