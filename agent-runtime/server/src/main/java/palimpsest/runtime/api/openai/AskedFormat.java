package palimpsest.runtime.api.openai;

import palimpsest.runtime.answer.AnswerFormat;

/** Reads in which form a caller wants the answer: {@code response_format} of a chat completion, {@code text.format} of a response. */
final class AskedFormat {

    private static final String NAME = "[a-zA-Z0-9_-]{1,64}";
    private static final String SCHEMA = "schema";

    private AskedFormat() {}

    /** Of a chat completion, where a schema stands in {@code json_schema}; null for any text. */
    static AnswerFormat nested(Fields request) {
        Fields format = request.child("response_format");
        return format == null ? null : read(format, format.child("json_schema"), "json_schema");
    }

    /** Of a response, where a schema stands beside its type; null for any text. */
    static AnswerFormat flat(Fields request) {
        Fields text = request.child("text");
        Fields format = text == null ? null : text.child("format");
        return format == null ? null : read(format, format, SCHEMA);
    }

    private static AnswerFormat read(Fields format, Fields described, String where) {
        String type = format.requiredText("type");
        return switch (type) {
            case "text" -> null;
            case "json_object" -> AnswerFormat.JSON_OBJECT;
            case "json_schema" -> {
                if (described == null || !described.has(SCHEMA)) {
                    throw described == null ? format.missing(where) : described.missing(SCHEMA);
                }
                yield schema(described);
            }
            default -> throw OpenAiError.invalid(format.path("type"), "invalid_value", "Invalid value: '" + type
                    + "'. Supported values are: 'text', 'json_object', and 'json_schema'.");
        };
    }

    private static AnswerFormat schema(Fields described) {
        String name = described.requiredText("name");
        if (!name.matches(NAME)) {
            throw OpenAiError.invalid(described.path("name"), "A schema's name has 1 to 64 letters, digits, _ or -.");
        }
        try {
            return AnswerFormat.of(name, described.get(SCHEMA));
        } catch (IllegalArgumentException e) {
            throw OpenAiError.invalid(described.path(SCHEMA), "invalid_json_schema", "Invalid schema for response_format '" + name + "': " + e.getMessage() + ".");
        }
    }
}
