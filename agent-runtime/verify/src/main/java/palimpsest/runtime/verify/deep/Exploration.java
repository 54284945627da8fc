package palimpsest.runtime.verify.deep;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.VerificationBudget;

/** An exploration that is verified. */
record Exploration(Subject.ToolUse use, Facts facts, VerificationBudget budget) {

    /** What it brought in: the passages that were read, or else the texts of the result. Empty when it brought in nothing. */
    String text() {
        return use.passages().isEmpty() ? String.join("\n", texts(use.result())) : use.passages().stream().map(ReadSpan::text).collect(Collectors.joining("\n\n"));
    }

    private static List<String> texts(Object value) {
        return switch (value) {
            case String text -> text.isBlank() ? List.of() : List.of(text);
            case Map<?, ?> map -> map.values().stream().flatMap(each -> texts(each).stream()).toList();
            case List<?> list -> list.stream().flatMap(each -> texts(each).stream()).toList();
            case null, default -> List.of();
        };
    }
}
