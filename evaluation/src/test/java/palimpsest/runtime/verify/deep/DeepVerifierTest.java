package palimpsest.runtime.verify.deep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import palimpsest.evaluation.verification.ProcedureCases;
import palimpsest.memory.pack.PackLibrary;
import palimpsest.memory.pack.PackReader;
import palimpsest.memory.pack.law.HybridTextIndex.Meaning;
import palimpsest.memory.verified.MemoryOwner;
import palimpsest.memory.verified.MemoryType;
import palimpsest.memory.verified.VerifiedMemory;
import palimpsest.runtime.model.wire.PythonJson;
import palimpsest.runtime.verify.Dimension;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.Verdict;
import palimpsest.runtime.verify.Verification;
import palimpsest.runtime.verify.VerificationBudget;
import palimpsest.runtime.verify.checks.CheckingVerifier;
import palimpsest.runtime.verify.claim.KnowledgeChecks;
import palimpsest.runtime.verify.claim.QuoteRecheck;
import palimpsest.runtime.verify.claim.TextFacts;
import palimpsest.runtime.verify.kept.KeptExplorations;
import palimpsest.testkit.Answer;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.RecordedRequest;
import palimpsest.testkit.ScriptedModelServer;
import palimpsest.tools.InMemoryDocuments;
import palimpsest.tools.InMemoryVerified;
import palimpsest.tools.law.LawMemory;
import palimpsest.tools.law.LawTools;

/** The inner agent, with a language model behind real HTTP that decides by what the tools tell it, on the shipped pack. */
class DeepVerifierTest {

    private static final String QUESTION = "Orla shaded a public lantern with her coat for an hour. Is she to be punished?";
    private static final PackLibrary LIBRARY = new PackLibrary(PackReader.shipped("zumbrelia").orElseThrow(), Meaning.NONE);

    private final ScriptedModelServer server = ScriptedModelServer.start();
    private final InMemoryDocuments documents = new InMemoryDocuments();
    private final VerifiedMemory memory = new VerifiedMemory(new InMemoryVerified(documents), documents, new QuoteRecheck());
    private final MemoryOwner owner = MemoryOwner.agent(new UUID(0, 7));
    private final KeptExplorations kept = new KeptExplorations((tenant, conversation) -> Optional.of(owner), memory);
    private final ChatModel model = OpenAiChatModel.builder().baseUrl(server.baseUrl()).apiKey("none").modelName("scripted").maxRetries(0).build();
    private VerificationBudget.Limits limits = new VerificationBudget.Limits(3, 30_000, Duration.ofMinutes(1));

    @AfterEach
    void close() {
        server.close();
    }

    private Verification verify(Subject subject, Facts facts) {
        var law = LawTools.of((tenant, conversation) -> Optional.of(LIBRARY), new LawMemory(memory, (tenant, conversation) -> owner));
        var tools = new VerifyTools(KnowledgeChecks.all(), query -> List.of(), law, (tenant, conversation) -> true);
        var deep = new DeepVerifier(any -> Optional.of(model), text -> text.split("\\s+").length, tools, kept, limits.interactions());
        return new CheckingVerifier(List.of(deep), limits).verify(subject, facts);
    }

    private static TextFacts facts() {
        return TextFacts.of("case.txt", List.of("Orla held her coat before the lantern."), QUESTION);
    }

    private static Subject explored(String tool, String told) {
        SequencedMap<String, Object> result = new LinkedHashMap<>(Map.of("text", told));
        return new Subject.ToolUse(tool, Map.of("query", "dimming"), result, true, List.of());
    }

    /** What the last tool told the model, as a verdict of that dimension. */
    private static Function<RecordedRequest, Answer> byTheTool(Dimension dimension) {
        return request -> {
            String told = request.messages().get(request.messages().size() - 1).get("content").asString();
            String verdict = told.contains("\"verdict\": \"fail\"") || told.contains("are not done yet") ? "fail" : told.contains("\"verdict\": \"pass\"") ? "pass" : "unknown";
            var decided = new LinkedHashMap<String, Object>();
            for (Dimension each : Dimension.values()) {
                decided.put(each.label(), Map.of("verdict", each == dimension ? verdict : "unknown", "evidence", each == dimension ? "the tool says: " + told : "not looked at"));
            }
            return Reply.call("verdict", PythonJson.write(decided));
        };
    }

    private Verification checkedBy(String tool, String arguments, Dimension dimension, Subject subject, Facts facts) {
        server.answers(Reply.call(tool, arguments)).answersWith(byTheTool(dimension));
        return verify(subject, facts);
    }

    @Test
    void an_article_that_does_not_exist_is_caught() {
        Verification found = checkedBy("law_check", "{\"law_name\": \"Lantern Code 99\"}", Dimension.KNOWLEDGE_ACCURACY,
                explored("case_retrieval", "The court applied Lantern Code 99."), facts());
        assertThat(found.verdict(Dimension.KNOWLEDGE_ACCURACY)).isEqualTo(Verdict.FAIL);
        assertThat(found.json().toString()).contains("Lantern Code of Zumbrelia 99", "Do not rely on it");
        assertThat(found.findings()).as("the trace").anyMatch(finding -> finding.lookups().stream().anyMatch(lookup -> lookup.tool().equals("law_check")));
        assertThat(server.requests().getFirst().raw()).contains("fact_law_relevance_check", "check_statement", "search_other_words", QUESTION);
    }

    @Test
    void an_article_that_does_not_apply_is_turned_down() {
        Verification found = checkedBy("fact_law_relevance_check", "{\"fact\": \"shaded a lantern with a coat\", \"law\": \"" + farthest() + "\"}",
                Dimension.RELEVANCE, explored("law_retrieval", farthest() + ": …"), facts());
        assertThat(found.verdict(Dimension.RELEVANCE)).isEqualTo(Verdict.FAIL);
        assertThat(found.mustBeCorrected()).as("it is told and forces nothing").isFalse();
    }

    /** The article that comes last for the facts. */
    private static String farthest() {
        var named = LIBRARY.articles().rank("shaded a lantern with a coat", LIBRARY.articles().size()).stream().map(found -> found.item().id()).toList();
        return LIBRARY.pack().articles().stream().map(article -> article.id()).filter(id -> !named.contains(id)).findFirst().orElse(named.getLast()).toString();
    }

    @Test
    void a_stage_that_was_skipped_is_named() {
        Facts hearing = new ProcedureCases().generate(new Random(7), 20).stream().filter(one -> one.kind().equals(ProcedureCases.SKIPPED_STAGE)).findFirst().orElseThrow().facts();
        String court = hearing.hearings().getFirst().courtType();
        Verification found = checkedBy("procedure_check", "{\"court_type\": \"" + court + "\"}", Dimension.PROCEDURAL_COMPLIANCE, explored("law_retrieval", "Lantern Code 12: Dimming"), hearing);
        assertThat(found.verdict(Dimension.PROCEDURAL_COMPLIANCE)).isEqualTo(Verdict.FAIL);
        assertThat(found.json().toString()).contains("missing", "Do what is missing first");
    }

    @Test
    void what_passed_is_kept_and_the_next_turn_asks_no_model_while_another_question_does() {
        String article = LIBRARY.pack().articles().getFirst().text();
        server.answers(Reply.call("law_check", "{\"law_name\": \"Lantern Code 1\"}"), passing());
        Verification first = verify(explored("law_retrieval", article), facts());
        assertThat(first.findings()).extracting(Finding::verdict).containsOnly(Verdict.PASS);
        kept.keep("eval", facts().conversationId(), QUESTION, first.findings());
        assertThat(memory.fetch("eval", owner, MemoryType.KNOWLEDGE)).singleElement().satisfies(item -> assertThat(item.content()).isEqualTo(article));

        assertThat(verify(explored("law_retrieval", article), facts()).findings()).hasSize(2).allSatisfy(finding -> assertThat(finding.evidence()).contains("earlier run"));
        assertThat(server.requests()).hasSize(2);
        server.answers(passing());
        verify(explored("law_retrieval", article), TextFacts.of("case.txt", List.of("A boat."), "Who owns the boat?"));
        assertThat(server.requests()).as("another question").hasSize(3);
    }

    private static Reply passing() {
        String pass = "{\"verdict\": \"pass\", \"evidence\": \"it stands in the pack\"}";
        return Reply.call("verdict", "{\"knowledge_accuracy\": " + pass + ", \"relevance\": " + pass + ", \"procedural_compliance\": " + pass + "}");
    }

    @Test
    void three_interactions_and_the_tokens_are_all_there_is_and_what_comes_after_is_unknown() {
        Reply check = Reply.call("law_check", "{\"law_name\": \"Lantern Code 1\"}");
        server.answers(check, check, check, check);
        List<Finding> undecided = verify(explored("law_retrieval", "Lantern Code 1"), facts()).findings();
        assertThat(undecided).extracting(Finding::dimension).containsExactly(Dimension.values());
        assertThat(undecided).allSatisfy(finding -> {
            assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
            assertThat(finding.evidence()).contains("gave no verdict");
            assertThat(finding.lookups()).extracting(Finding.Lookup::tool).contains("law_check");
        });
        assertThat(server.requests()).hasSize(4);
        assertThat(server.lastRequest().body().get("tools").size()).as("only the verdict is left").isEqualTo(1);
        limits = new VerificationBudget.Limits(3, 900, Duration.ofMinutes(1));
        assertThat(verify(explored("law_retrieval", "Lantern Code 1 ".repeat(200)), facts()).findings()).hasSize(3)
                .allSatisfy(finding -> assertThat(finding.evidence()).contains("limit of 900 tokens"));
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void a_text_too_long_for_the_limit_is_shown_in_part_a_verdict_can_always_be_asked_for_and_what_passed_is_not_kept() {
        Reply search = Reply.call("search_other_words", "{\"query\": \"lanterns\"}");
        server.answers(search, search, passing());
        limits = new VerificationBudget.Limits(3, 12_000, Duration.ofMinutes(1));
        Verification found = verify(explored("law_retrieval", "A lantern burns on every pier. ".repeat(2_000)), facts());
        assertThat(found.findings()).hasSize(3).allSatisfy(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.PASS));
        assertThat(found.findings()).extracting(Finding::claim).as("only a part was seen").containsOnly("");
        assertThat(server.lastRequest().body().get("tools").size()).isEqualTo(1);
    }

    @Test
    void a_model_that_can_not_be_asked_leaves_each_dimension_undecided_with_what_was_looked_up() {
        server.answers(Reply.call("law_check", "{\"law_name\": \"Lantern Code 1\"}"), Answer.Status.of(400, "planted"));
        assertThat(verify(explored("law_retrieval", "Lantern Code 1"), facts()).findings()).hasSize(3).allSatisfy(finding -> {
            assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
            assertThat(finding.evidence()).contains("failed");
            assertThat(finding.lookups()).extracting(Finding.Lookup::tool).contains("law_check");
        });
    }

    @Test
    void an_empty_memory_needs_no_check_and_a_sixth_exploration_of_a_run_is_left_to_the_fixed_checks() {
        assertThat(verify(new Subject.ToolUse("memory_fetch", Map.of(), new LinkedHashMap<>(Map.of("items", List.of())), false, List.of()), facts()).findings()).isEmpty();
        Map<Object, Object> made = new HashMap<>();
        Facts text = facts();
        var run = (Facts) Proxy.newProxyInstance(Facts.class.getClassLoader(), new Class<?>[] {Facts.class}, (proxy, method, arguments) -> method.getName().equals("once")
                ? made.computeIfAbsent(arguments[0], kind -> ((Supplier<?>) arguments[1]).get()) : method.invoke(text, arguments));
        for (int i = 0; i < 6; i++) {
            server.answers(passing());
            assertThat(verify(explored("law_retrieval", "Article " + i), run).findings()).hasSize(i < 5 ? 3 : 0);
        }
        assertThat(server.requests()).hasSize(5);
    }
}
