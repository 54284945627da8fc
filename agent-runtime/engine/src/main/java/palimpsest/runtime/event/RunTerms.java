package palimpsest.runtime.event;

import java.util.List;

/**
 * What a run works under.
 *
 * @param systemPrompt       first message of every request
 * @param window             tokens that no request exceeds
 * @param maxOutputTokens    of the window reserved for the model's answer
 * @param expectedSteps      told to the model by checkBudget
 * @param maxSteps           after which the run ends with what was found so far
 * @param keepAssistantText  a pruned assistant message keeps its text and loses only its arguments
 * @param tools              names offered
 * @param context            how its window is kept; null in old logs: as StateLM
 */
public record RunTerms(String model, boolean languageModel, String systemPrompt, int window, int maxOutputTokens, int expectedSteps,
                int maxSteps, boolean keepAssistantText, List<String> tools, ContextTerms context) {
    public RunTerms {
        context = context == null ? ContextTerms.DEFAULT : context;
    }

    public RunTerms(String model, boolean languageModel, String systemPrompt, int window, int maxOutputTokens, int expectedSteps,
                    int maxSteps, boolean keepAssistantText, List<String> tools) {
        this(model, languageModel, systemPrompt, window, maxOutputTokens, expectedSteps, maxSteps, keepAssistantText, tools, null);
    }

    /** Tokens that a request may have. */
    public int limit() {
        return window - maxOutputTokens;
    }

    /** The same with what a caller says besides the agent's own prompt; null for nothing. */
    public RunTerms instructed(String instructions) {
        return instructions == null || instructions.isBlank() ? this : new RunTerms(model, languageModel, systemPrompt + "\n\n" + instructions.strip(),
                window, maxOutputTokens, expectedSteps, maxSteps, keepAssistantText, tools, context);
    }

    /** The same for another model, whose window may be smaller. */
    public RunTerms answeredBy(String otherModel, int otherWindow, int otherMaxOutputTokens) {
        return new RunTerms(otherModel, languageModel, systemPrompt, otherWindow, otherMaxOutputTokens, expectedSteps, maxSteps, keepAssistantText, tools,
                context);
    }
}
