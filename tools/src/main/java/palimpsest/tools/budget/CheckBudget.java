package palimpsest.tools.budget;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.SequencedMap;
import palimpsest.tools.spi.Budget;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import palimpsest.tools.spi.WindowTool;

/** {@code checkBudget}: what is left of window and rounds (StateLM). */
public final class CheckBudget implements WindowTool {

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder()
                .name("checkBudget")
                .description("Says how many tokens of the window and how many rounds are left.")
                .parameters(JsonObjectSchema.builder().build())
                .build();
    }

    @Override
    public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
        return ToolOutcome.of(json(context.budget()));
    }

    static SequencedMap<String, Object> json(Budget budget) {
        return result("conv_rounds", budget.rounds(), "available_tokens", budget.availableTokens(), "available_rounds", budget.availableRounds());
    }
}
