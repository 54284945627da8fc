package palimpsest.runtime.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import palimpsest.memory.text.Tokenizers;
import palimpsest.runtime.verify.VerificationBudget;
import palimpsest.runtime.verify.Verification;
import palimpsest.runtime.verify.Verifier;
import palimpsest.runtime.verify.absence.AbsenceCheck;
import palimpsest.runtime.verify.absence.AbsenceProfile;
import palimpsest.runtime.verify.absence.AnswerFeatures;
import palimpsest.runtime.verify.checks.CheckingVerifier;

class ModelConfigurationTest {

    private static String answer(Map<String, Verifier> beans) {
        var verifiers = new StaticListableBeanFactory();
        beans.forEach(verifiers::addBean);
        var model = ModelConfiguration.extractive(Tokenizers.byId(Tokenizers.DEFAULT), verifiers.getBeanProvider(Verifier.class));
        String memory = "{\"memories\": [{\"text\": \"I painted a wall at home after that trip to Norway.\", \"said\": \"2026-03-01T10:00:00Z by Wilma\", \"conversation\": \"A talk #1\"}]}";
        return model.chat(ChatRequest.builder().toolSpecifications(ToolSpecification.builder().name("recallMemory").build())
                .messages(List.of(UserMessage.from("What did Wilma make at home to remember a trip to Iceland?"), call("1", "analyzeText"),
                        ToolExecutionResultMessage.from("1", "analyzeText", "{\"total_tokens\": 0}"), call("2", "recallMemory"), ToolExecutionResultMessage.from("2", "recallMemory", memory))).build()).aiMessage().text();
    }

    private static AiMessage call(String id, String tool) {
        return AiMessage.from(List.of(ToolExecutionRequest.builder().id(id).name(tool).arguments("{}").build()));
    }

    @Test
    void fewer_words_of_a_memory_are_enough_only_where_the_verifier_that_is_used_checks_for_absence() {
        Verifier judging = new CheckingVerifier(List.of(new AbsenceCheck(new AnswerFeatures(null), AbsenceProfile.bundled(), null)), VerificationBudget.Limits.DEFAULT);
        Verifier own = (subject, facts) -> Verification.NOTHING;
        assertThat(answer(Map.of("judging", judging))).contains("Norway");
        assertThat(answer(Map.of("own", own))).startsWith("I found nothing");
        assertThat(answer(Map.of("none", Verifier.NONE))).startsWith("I found nothing");
        assertThat(answer(Map.of())).startsWith("I found nothing");
    }
}
