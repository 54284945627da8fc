package palimpsest.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import palimpsest.memory.pack.Pack;
import palimpsest.memory.pack.PackLibrary;
import palimpsest.memory.pack.PackReader;
import palimpsest.memory.pack.law.Article;
import palimpsest.memory.pack.law.HybridTextIndex.Meaning;
import palimpsest.memory.pack.law.Law;
import palimpsest.memory.verified.MemoryOwner;
import palimpsest.memory.verified.VerifiedMemory;
import palimpsest.tools.law.LawMemory;
import palimpsest.tools.law.LawTools;
import palimpsest.tools.spi.ContextTool;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.ToolOutcome;

/** The fifteen tools of LawThinker, and ours, on the shipped pack; no language model, no embeddings. */
class LawToolsTest {

    private static final Pack ZUMBRELIA = PackReader.shipped("zumbrelia").orElseThrow();
    private static final Map<String, List<String>> PARAMETERS = Map.ofEntries(
            Map.entry("law_retrieval", List.of("query", "topk")), Map.entry("law_recommendation", List.of("law")),
            Map.entry("charge_expansion", List.of("charges")), Map.entry("procedure_retrieval", List.of("court_type", "stage")),
            Map.entry("case_retrieval", List.of("type", "query")), Map.entry("template_retrieval", List.of("template_type")),
            Map.entry("plan_generation", List.of("document_type")), Map.entry("law_check", List.of("law_name")),
            Map.entry("fact_law_relevance_check", List.of("fact", "law")), Map.entry("crime_law_consistency_check", List.of("crime", "law")),
            Map.entry("law_query_rewrite", List.of("query", "context")), Map.entry("procedure_check", List.of("court_type")),
            Map.entry("document_format_check", List.of("document_type", "document")), Map.entry("memory_store", List.of("memory_type", "content")),
            Map.entry("memory_fetch", List.of("memory_type")));

    private final Scene scene = new Scene();
    private PackLibrary library = new PackLibrary(ZUMBRELIA, Meaning.NONE);

    LawToolsTest() {
        var memory = new LawMemory(new VerifiedMemory(new InMemoryVerified(scene.store), scene.store, (item, document, text) -> Optional.empty()),
                (tenant, conversation) -> MemoryOwner.user("anybody"));
        scene.tools = scene.tools.and(LawTools.of((tenant, conversation) -> Optional.ofNullable(library), memory).toArray(ContextTool[]::new));
    }

    private Object error(String tool, Object... arguments) {
        ToolOutcome outcome = scene.call(tool, arguments);
        assertThat(outcome.isError()).as(outcome.result().toString()).isTrue();
        return outcome.result().get("error");
    }

    private Map<String, Object> result(String tool, Object... arguments) {
        ToolOutcome outcome = scene.call(tool, arguments);
        assertThat(outcome.isError()).as(outcome.result().toString()).isFalse();
        return outcome.result();
    }

    private String verdict(String tool, Object... arguments) {
        return (String) result(tool, arguments).get("verdict");
    }

    @Test
    void names_and_parameters_are_those_of_the_paper() {
        assertThat(LawTools.NAMES).containsAll(PARAMETERS.keySet()).hasSize(16);
        PARAMETERS.forEach((name, parameters) -> {
            JsonObjectSchema schema = scene.tools.find(name).orElseThrow().specification().parameters();
            assertThat(new ArrayList<>(schema.properties().keySet())).as(name).isEqualTo(parameters);
            assertThat(schema.required()).as(name).isEqualTo(parameters);
        });
        assertThat(scene.tools.offeredByDefault()).doesNotContainAnyElementsOf(LawTools.NAMES);
    }

    @Test
    void a_missing_argument_is_named() {
        PARAMETERS.forEach((name, parameters) -> {
            Object[] arguments = new Object[2 * parameters.size() - 2];
            for (int i = 0; i < parameters.size() - 1; i++) {
                arguments[2 * i] = parameters.get(i);
                arguments[2 * i + 1] = "something";
            }
            assertThat(error(name, arguments)).isEqualTo(parameters.getLast() + " is required.");
            assertThat(error(name, parameters.getFirst(), " ")).isEqualTo(parameters.getFirst() + " is required.");
        });
    }

    @Test
    void laws_are_found_recommended_and_at_most_five_times_a_turn() {
        assertThat(result("law_retrieval", "query", "theft while the fog bell sounds", "topk", 2).get("laws")).asList().hasSize(2)
                .first().asString().contains("Lantern Code of Zumbrelia 8", "fog bell");
        assertThat(result("law_retrieval", "query", "xylophone", "topk", "3").toString()).contains("law_query_rewrite");
        assertThat(error("law_retrieval", "query", "theft", "topk", 0)).asString().contains("between 1 and 20");
        assertThat(result("law_recommendation", "law", "Lantern Code 7").toString()).contains("Lantern Code of Zumbrelia 8", "it refers to it",
                "Lantern Code of Zumbrelia 15", "similar in content");
        assertThat(result("charge_expansion", "charges", "dimming, arson").toString()).contains("weakening a lantern's light", "unknown=[arson]");
        assertThat(result("case_retrieval", "type", "Civil", "query", "wool soaked by the sea").get("cases")).asList().first().asString().contains("LC 5/90");
        assertThat(error("law_retrieval", "query", "one more", "topk", 1)).asString().contains("Only 5 explorations are allowed in one turn", "memory_store");
        assertThat(verdict("law_check", "law_name", "Lantern Code 7")).as("checks are no explorations").isEqualTo("pass");
    }

    @Test
    void while_articles_are_being_embedded_one_that_shares_no_word_with_the_facts_is_not_turned_down() {
        library = new PackLibrary(ZUMBRELIA, new Meaning(texts -> List.of(), text -> new float[0], later -> { }));
        assertThat(result("fact_law_relevance_check", "fact", "xylophone", "law", "Lantern Code 7")).containsEntry("verdict", "unknown")
                .extractingByKey("evidence").asString().contains("still being embedded");
        library = new PackLibrary(ZUMBRELIA, Meaning.NONE);
        assertThat(verdict("fact_law_relevance_check", "fact", "xylophone", "law", "Lantern Code 7")).isEqualTo("fail");
    }

    @Test
    void what_was_kept_is_given_out_as_far_as_it_leaves_the_window_room() {
        for (int i = 0; i < 30; i++) {
            result("memory_store", "memory_type", "knowledge", "content", "Lantern Code 7, note " + (char) ('a' + i % 26) + i / 26 + ": " + "lantern ".repeat(100));
        }
        Map<String, Object> fetched = result("memory_fetch", "memory_type", "knowledge");
        assertThat(fetched.get("items")).asList().hasSizeBetween(20, 25).last().asString().contains("note d1");
        assertThat(fetched.get("message")).asString().contains("older items were left out");
    }

    @Test
    void procedures_templates_and_plans_are_told() {
        assertThat(result("procedure_retrieval", "court_type", "Tide Court", "stage", 0).get("stages")).asList().hasSize(6);
        assertThat(result("procedure_retrieval", "court_type", "tide court", "stage", 3).get("stages")).asList().singleElement().asString()
                .contains("read-charge", "must_ask=[Do you admit the charge?]", "guilty");
        assertThat(error("procedure_retrieval", "court_type", "tide court", "stage", 7)).asString().contains("1 and 6");
        assertThat(error("procedure_retrieval", "court_type", "moon court", "stage", 0)).asString().contains("tide court, ledger court");
        assertThat(result("template_retrieval", "template_type", "judgment").toString()).contains("Facts found", "one_of=[convicted, acquitted, not punished]");
        assertThat(result("plan_generation", "document_type", "complaint").get("steps")).asList().last().asString().contains("document_format_check");
    }

    @Test
    void checks_say_pass_fail_or_unknown_with_evidence() {
        assertThat(result("law_check", "law_name", "Lantern Code 77").toString()).contains("verdict=fail", "There is no Lantern Code of Zumbrelia 77");
        assertThat(verdict("law_check", "law_name", "the Ferry Act")).isEqualTo("pass");
        assertThat(verdict("law_check", "law_name", "Law of the Moon")).isEqualTo("fail");
        assertThat(verdict("fact_law_relevance_check", "fact", "He carried off a public lantern in order to keep it.", "law", "Lantern Code 7")).isEqualTo("pass");
        assertThat(result("fact_law_relevance_check", "fact", "He carried off a public lantern in order to keep it.", "law", "Tide Court Rules 12").toString())
                .contains("verdict=fail", "Lantern Code of Zumbrelia 7");
        assertThat(verdict("crime_law_consistency_check", "crime", "dimming", "law", "Lantern Code 12")).isEqualTo("pass");
        assertThat(result("crime_law_consistency_check", "crime", "dimming", "law", "Lantern Code 7").toString()).contains("verdict=fail", "laws=[Lantern Code of Zumbrelia 12]");
        assertThat(verdict("crime_law_consistency_check", "crime", "arson", "law", "Lantern Code 7")).isEqualTo("unknown");
        assertThat(error("crime_law_consistency_check", "crime", "dimming", "law", "seven")).asString().contains("law names no article");
    }

    @Test
    void a_query_is_rewritten_with_words_of_the_law() {
        assertThat(result("law_query_rewrite", "query", "what is the punishment", "context", "He hung a cloth over it: dimming for a wager, at the mooring").toString())
                .contains("betting on a dimmed lantern", "mooring");
        assertThat(result("law_query_rewrite", "query", "punishment", "context", "zzz").toString()).contains("rewritten_query=punishment");
    }

    @Test
    void a_document_is_checked_as_text_and_as_fields() {
        assertThat(verdict("document_format_check", "document_type", "defence", "document", "Accused: Odo\nAnswer to the charge: denied\nReasons: he was not there at all"))
                .isEqualTo("pass");
        assertThat(result("document_format_check", "document_type", "defence", "document", "{\"Accused\":\"Odo\",\"Reasons\":\"\"}").get("faults")).asString()
                .contains("field=Answer to the charge, kind=missing", "field=Reasons, kind=empty");
    }

    @Test
    void an_act_is_recorded_and_one_that_breaks_a_rule_with_what_it_breaks() {
        assertThat(result("procedure_check", "court_type", "tide court").toString()).contains("verdict=unknown", "Next: open-hearing");
        ToolOutcome opened = scene.call("procedure_act", "court_type", "tide court", "act", "open-hearing", "role", "judge", "content", "The hearing is open.");
        assertThat(opened.effects()).containsExactly(new Effect.ProcedureActed("zumbrelia", "tide court", "opening", "open-hearing", "judge", List.of()));
        assertThat(result("procedure_check", "court_type", "tide court").toString()).contains("done=[open-hearing]", "Next: ask-objections");
        ToolOutcome skipped = scene.call("procedure_act", "court_type", "tide court", "act", "read-charge", "role", "prosecutor", "content", "Odo took a lantern.");
        assertThat(skipped.result().toString()).contains("allowed=false", "skipped_stage", "instruct-accused");
        assertThat(((Effect.ProcedureActed) skipped.effects().getFirst()).violations()).hasSize(2);
        assertThat(error("procedure_act", "court_type", "tide court", "act", "sing", "role", "judge", "content", "La")).asString().contains("no act \"sing\"");
    }

    @Test
    void only_knowledge_that_the_pack_bears_out_is_kept() {
        assertThat(result("memory_fetch", "memory_type", "knowledge").toString()).contains("items=[]", "nothing to check");
        assertThat(error("memory_store", "memory_type", "knowledge", "content", "Theft is bad.")).asString().contains("names no article");
        assertThat(error("memory_store", "memory_type", "knowledge", "content", "Lantern Code 70 punishes theft.")).asString().contains("no Lantern Code of Zumbrelia 70");
        assertThat(error("memory_store", "memory_type", "knowledge", "content", "Lantern Code 12: \"An attempt is punished.\"")).asString().contains("does not stand in");
        String kept = "Lantern Code 12: \"An  attempt is not punished.\"";
        result("memory_store", "memory_type", "knowledge", "content", kept);
        assertThat(result("memory_fetch", "memory_type", "Knowledge").get("items")).isEqualTo(List.of(kept));
        assertThat(error("memory_fetch", "memory_type", "gossip")).asString().contains("knowledge or context");
    }

    @Test
    void knowledge_is_checked_again_when_the_pack_has_changed() {
        result("memory_store", "memory_type", "knowledge", "content", "Lantern Code 12: \"An attempt is not punished.\"");
        result("memory_store", "memory_type", "knowledge", "content", "Lantern Code 12 threatens \"thirty to three hundred brass moons\".");
        library = new PackLibrary(changed("An attempt is not punished.", "An attempt is punished too."), Meaning.NONE);
        assertThat(result("memory_fetch", "memory_type", "knowledge").get("items")).asList().singleElement().asString().contains("thirty");
        assertThat(result("memory_fetch", "memory_type", "knowledge").get("items")).asList().hasSize(1);
    }

    private static Pack changed(String what, String by) {
        List<Law> laws = ZUMBRELIA.laws().stream().map(law -> new Law(law.name(), law.aliases(), law.articles().stream()
                .map(article -> new Article(article.id(), article.title(), article.text().replace(what, by), article.see())).toList())).toList();
        return new Pack(ZUMBRELIA.name(), ZUMBRELIA.title(), ZUMBRELIA.language(), laws, ZUMBRELIA.charges(), ZUMBRELIA.cases(), ZUMBRELIA.procedures(),
                ZUMBRELIA.templates());
    }

    @Test
    void facts_hold_no_number_and_no_quote_that_nobody_said() {
        scene.said = List.of("Odo Brackwater, 41, took the lantern of Gull Stairs.");
        assertThat(error("memory_store", "memory_type", "context", "content", "Odo is 43.")).asString().contains("The number 43 was said nowhere");
        assertThat(error("memory_store", "memory_type", "context", "content", "He said \"I did it\".")).asString().contains("I did it");
        result("memory_store", "memory_type", "context", "content", "Odo is 41.");
        scene.call("note", "key", "wick book", "summary", "night 7", "content", "Entry of night 7");
        result("memory_store", "memory_type", "context", "content", "It was in night 7.");
        assertThat(result("memory_fetch", "memory_type", "context").get("items")).asList().hasSize(2);
    }

    @Test
    void without_a_pack_the_model_is_told_to_go_on() {
        library = null;
        assertThat(error("law_check", "law_name", "Lantern Code 7")).asString().contains("no pack");
    }
}
