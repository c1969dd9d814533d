package dev.millrace.web.error;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message with places to fill: {@code {param}} for the field's path, {@code {0}}, {@code {1}} for
 * arguments. A part in square brackets is left out when a place within it has nothing to fill it,
 * so that each message reads well with and without its arguments. Not {@code MessageFormat}: there
 * an apostrophe silently switches the places off.
 */
final class MessageTemplate {

    /** Longer arguments are cut: they come from clients and are sent back to them. */
    private static final int ARGUMENT_LIMIT = 200;

    private static final int PARAM = -1;

    /** Text, or a place when {@code text} is null. */
    private record Piece(@Nullable String text, int place) {}

    private record Part(boolean optional, List<Piece> pieces) {}

    private final List<Part> parts;

    private MessageTemplate(List<Part> parts) {
        this.parts = parts;
    }

    static MessageTemplate parse(String text) {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            boolean optional = text.charAt(from) == '[';
            int end = text.indexOf(optional ? ']' : '[', from);
            if (end < 0) {
                if (optional) {
                    throw new IllegalArgumentException("bracket not closed: " + text);
                }
                end = text.length();
            }
            parts.add(new Part(optional, pieces(text.substring(optional ? from + 1 : from, end))));
            from = optional ? end + 1 : end;
        }
        return new MessageTemplate(List.copyOf(parts));
    }

    String fill(@Nullable String param, List<Object> arguments) {
        StringBuilder filled = new StringBuilder(96);
        for (Part part : parts) {
            int before = filled.length();
            for (Piece piece : part.pieces()) {
                String text =
                        piece.text() != null
                                ? piece.text()
                                : argument(piece.place(), param, arguments);
                if (text == null && part.optional()) {
                    filled.setLength(before);
                    break;
                }
                filled.append(text == null ? "?" : text);
            }
        }
        return filled.toString();
    }

    private static @Nullable String argument(
            int place, @Nullable String param, List<Object> arguments) {
        String text;
        if (place == PARAM) {
            text = param;
        } else {
            text = place < arguments.size() ? String.valueOf(arguments.get(place)) : null;
        }
        return text == null || text.length() <= ARGUMENT_LIMIT
                ? text
                : text.substring(0, ARGUMENT_LIMIT) + "…";
    }

    private static List<Piece> pieces(String text) {
        List<Piece> pieces = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int open = text.indexOf('{', from);
            if (open < 0) {
                pieces.add(new Piece(text.substring(from), 0));
                break;
            }
            if (open > from) {
                pieces.add(new Piece(text.substring(from, open), 0));
            }
            int close = text.indexOf('}', open);
            if (close < 0) {
                throw new IllegalArgumentException("brace not closed: " + text);
            }
            String place = text.substring(open + 1, close);
            pieces.add(new Piece(null, place.equals("param") ? PARAM : Integer.parseInt(place)));
            from = close + 1;
        }
        return List.copyOf(pieces);
    }
}
