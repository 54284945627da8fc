package palimpsest.runtime.verify;

import java.util.List;
import java.util.function.Predicate;

/**
 * What a check is called, what it decides and what it is made for.
 *
 * @param name       short and stable, such as {@code quote}: it names the findings
 * @param dimensions that it decides, at least one; what can't be found out is {@code unknown} in each
 * @param concerns   whether there is anything to find out about a subject; decided without looking anything up
 */
public record CheckScope(String name, List<Dimension> dimensions, Predicate<Subject> concerns) {

    /** Notes and answers. */
    public static final Predicate<Subject> CLAIMS = subject -> !(subject instanceof Subject.ToolUse);
    public static final Predicate<Subject> ANSWERS = subject -> subject instanceof Subject.AnswerGiving;
    public static final Predicate<Subject> NOTES = subject -> subject instanceof Subject.NoteWriting;

    public CheckScope {
        dimensions = List.copyOf(dimensions);
        if (dimensions.isEmpty()) {
            throw new IllegalArgumentException("The check " + name + " must decide at least one dimension.");
        }
    }

    /** Of a check that decides one dimension. */
    public CheckScope(String name, Dimension dimension, Predicate<Subject> concerns) {
        this(name, List.of(dimension), concerns);
    }
}
