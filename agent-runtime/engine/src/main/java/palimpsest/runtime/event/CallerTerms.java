package palimpsest.runtime.event;

import java.util.List;
import palimpsest.runtime.answer.AnswerFormat;


/**
 * What the caller of a run brings along and asks for.
 *
 * @param functions       that the model may call and the caller runs
 * @param callRequired    whether one of them must be called before the run may end
 * @param oneCallAtATime  whether only the first of several calls in one message is handed over
 * @param format          of the answer; null for any text
 */
public record CallerTerms(List<CallerFunction> functions, boolean callRequired, boolean oneCallAtATime, AnswerFormat format) {

    public static final CallerTerms NONE = of(List.of());

    public CallerTerms {
        functions = List.copyOf(functions);
    }

    /** Functions that the model is free to call. */
    public static CallerTerms of(List<CallerFunction> functions) {
        return new CallerTerms(functions, false, false, null);
    }

    public boolean has(String function) {
        return functions.stream().anyMatch(each -> each.name().equals(function));
    }

    /** Whether an answer may turn out not to be what was asked for. */
    public boolean restrictAnswers() {
        return callRequired || format != null;
    }
}
