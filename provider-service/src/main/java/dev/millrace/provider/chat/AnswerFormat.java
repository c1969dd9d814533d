package dev.millrace.provider.chat;

/** A way in which a model can be held to JSON. */
public enum AnswerFormat {
    /** {@code response_format} of type {@code json_schema}. */
    JSON_SCHEMA,
    /** A {@code tool_choice} that names a function or requires one. */
    FORCED_TOOL,
    /** {@code response_format} of type {@code json_object}. */
    JSON_OBJECT
}
