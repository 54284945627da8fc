package palimpsest.runtime.api;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.converter.HttpMessageNotReadableException;
import palimpsest.runtime.api.Problems.Invalid;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.exc.MismatchedInputException;

/** What is wrong with a JSON body: which field, and what it should hold instead. */
public final class JsonFaults {

    private JsonFaults() {}

    /** The field is a path such as {@code turns[0].text}, or {@code body} for the whole. */
    public static Invalid of(HttpMessageNotReadableException e) {
        return switch (e.getCause()) {
            case MismatchedInputException mismatch -> new Invalid(path(mismatch), "must be " + form(mismatch.getTargetType()));
            case InputCoercionException outOfRange -> new Invalid(path(outOfRange), "must be " + form(outOfRange.getTargetType()));
            case JacksonException broken when !broken.getPath().isEmpty() -> new Invalid(path(broken), "can't be read: " + firstLine(broken.getOriginalMessage()));
            case JacksonException broken -> new Invalid(Problems.BODY, "is no JSON: " + firstLine(broken.getOriginalMessage()) + place(broken));
            case null -> new Invalid(Problems.BODY, "is missing: /api/docs shows its form");
            default -> new Invalid(Problems.BODY, "can't be read: " + firstLine(e.getCause().getMessage()));
        };
    }

    /** {@code turns[0].text}; {@code body} for the whole. */
    static String path(JacksonException e) {
        var path = new StringBuilder();
        for (JacksonException.Reference step : e.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.isEmpty() ? Problems.BODY : path.toString();
    }

    /** What a value of a type looks like. */
    static String form(Class<?> type) {
        if (type == null) {
            return "of another type";
        }
        if (type.isEnum()) {
            return "one of " + String.join(", ", Arrays.stream(type.getEnumConstants()).map(String::valueOf).toList());
        }
        if (type == Integer.class || type == int.class) {
            return "a whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE;
        }
        if (type == Long.class || type == long.class) {
            return "a whole number of at most 64 bits";
        }
        if (Number.class.isAssignableFrom(type) || type == double.class) {
            return "a number";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (type == UUID.class) {
            return "an id (a UUID)";
        }
        if (type == Instant.class) {
            return "a time such as 2026-01-31T09:00:00Z";
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "a text";
        }
        if (List.class.isAssignableFrom(type) || Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "a list";
        }
        return type.isRecord() || Map.class.isAssignableFrom(type) ? "a JSON object" : "of another type";
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null || e.getLocation().getLineNr() < 1 ? ""
                : " (line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr() + ")";
    }

    private static String firstLine(String message) {
        return message == null ? "it breaks off" : message.lines().findFirst().orElse("it breaks off");
    }
}
