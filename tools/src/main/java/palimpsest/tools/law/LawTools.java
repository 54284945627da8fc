package palimpsest.tools.law;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import palimpsest.memory.pack.Pack;
import palimpsest.memory.pack.PackLibrary;
import palimpsest.tools.spi.ContextTool;

/** The tool set {@code law} (LawThinker, arXiv 2602.12056): explore, verify, memorize; and {@code procedure_act}, which is ours. */
public final class LawTools {

    public static final String PROCEDURE_ACT = "procedure_act";

    /** Those that bring knowledge in. */
    public static final Set<String> EXPLORATION = Set.of("law_retrieval", "law_recommendation", "charge_expansion", "procedure_retrieval", "case_retrieval",
            "template_retrieval", "plan_generation");

    /** Names in the order in which a model is told of them. */
    public static final List<String> NAMES = List.of("law_retrieval", "law_recommendation", "charge_expansion", "procedure_retrieval", "case_retrieval",
            "template_retrieval", "plan_generation", "law_check", "fact_law_relevance_check", "crime_law_consistency_check", "law_query_rewrite",
            "procedure_check", "document_format_check", "memory_store", "memory_fetch", PROCEDURE_ACT);

    private static final Set<String> OF_LAWS = Set.of("law_retrieval", "law_recommendation", "charge_expansion", "law_check", "fact_law_relevance_check",
            "crime_law_consistency_check", "law_query_rewrite");
    private static final Set<String> OF_PROCEDURES = Set.of("procedure_retrieval", "procedure_check", PROCEDURE_ACT);
    private static final Set<String> OF_TEMPLATES = Set.of("template_retrieval", "plan_generation", "document_format_check");

    /** Names of those that have something to work on in a pack: one without laws is a procedure or a form of any domain. */
    public static List<String> names(Pack pack) {
        return NAMES.stream().filter(name -> !(OF_LAWS.contains(name) && pack.laws().isEmpty() || OF_PROCEDURES.contains(name) && pack.procedures().isEmpty()
                || OF_TEMPLATES.contains(name) && pack.templates().isEmpty() || name.equals("case_retrieval") && pack.cases().isEmpty())).toList();
    }

    /** Of a turn, which here is a run. */
    public static final int MOST_EXPLORATIONS = 5;

    private static final String LAW = "An article by law and number, such as \"Civil Code 12\".";

    private final BiFunction<String, Optional<UUID>, Optional<PackLibrary>> packs;
    private final List<ContextTool> tools = new ArrayList<>();

    private LawTools(BiFunction<String, Optional<UUID>, Optional<PackLibrary>> packs) {
        this.packs = packs;
    }

    /**
     * All of them.
     *
     * @param packs  the pack of a tenant's conversation; without a conversation the one that is used by default
     * @param memory what passed a check
     */
    public static List<ContextTool> of(BiFunction<String, Optional<UUID>, Optional<PackLibrary>> packs, LawMemory memory) {
        var all = new LawTools(packs);
        all.explore();
        all.verify();
        all.memorize(memory);
        return List.copyOf(all.tools);
    }

    private void explore() {
        add("law_retrieval", "Finds the articles that bear most on a question or on facts.", ExplorationTools::lawRetrieval,
                text("query", "What to look for, in plain words.").addIntegerProperty("topk", "How many articles, 1 to 20.").required("query", "topk"));
        add("law_recommendation", "Lists articles that belong with an article.", ExplorationTools::lawRecommendation, text("law", LAW).required("law"));
        add("charge_expansion", "Lists other names of offences, neighbouring offences and their articles.", ExplorationTools::chargeExpansion,
                text("charges", "Offences, separated by commas.").required("charges"));
        add("procedure_retrieval", "Tells how a kind of court holds a hearing.", ExplorationTools::procedureRetrieval,
                text("court_type", "Kind of court.").addIntegerProperty("stage", "Number of the stage from 1; 0 for all.").required("court_type", "stage"));
        add("case_retrieval", "Finds decided cases that are like the facts.", ExplorationTools::caseRetrieval,
                text("type", "Kind of case.").addStringProperty("query", "The facts, in plain words.").required("type", "query"));
        add("template_retrieval", "Gives the template of a document.", ExplorationTools::templateRetrieval, text("template_type", "Kind of document.").required("template_type"));
        add("plan_generation", "Lists the steps that lead to a document.", ExplorationTools::planGeneration, text("document_type", "Kind of document.").required("document_type"));
    }

    private void verify() {
        add("law_check", "Checks that a law or an article exists, and gives its text.", Checking::law, text("law_name", "A law, or an article of it.").required("law_name"));
        add("fact_law_relevance_check", "Checks whether an article bears on facts.", Checking::relevance,
                text("fact", "The facts, in plain words.").addStringProperty("law", LAW).required("fact", "law"));
        add("crime_law_consistency_check", "Checks whether an offence is punished by an article.", Checking::consistency,
                text("crime", "The offence.").addStringProperty("law", LAW).required("crime", "law"));
        add("law_query_rewrite", "Puts a query into other words of the law.", Checking::rewrite,
                text("query", "The query that found too little.").addStringProperty("context", "The facts that it is about.").required("query", "context"));
        add("procedure_check", "Tells how far the hearing has come, what is missing and what may come next.", ProcedureActTool::check,
                text("court_type", "Kind of court.").required("court_type"));
        add("document_format_check", "Checks a document against its template.", Checking::format,
                text("document_type", "Kind of document.").addStringProperty("document", "The whole document.").required("document_type", "document"));
    }

    private void memorize(LawMemory memory) {
        String types = "knowledge (what the law says) or context (facts of the case).";
        add("memory_store", "Keeps something that was checked, for later rounds.", memory::store,
                text("memory_type", types).addStringProperty("content", "What to keep. Knowledge names the article or case that says so.").required("memory_type", "content"));
        add("memory_fetch", "Gives everything that was kept.", memory::fetch, text("memory_type", types).required("memory_type"));
        add(PROCEDURE_ACT, "Records what somebody does in the hearing. Call it for every act, in the order of the procedure.", ProcedureActTool::act,
                text("court_type", "Kind of court.").addStringProperty("act", "Id of the act, from procedure_retrieval or procedure_check.")
                        .addStringProperty("role", "Who does it.").addStringProperty("content", "What is said.").required("court_type", "act", "role", "content"));
    }

    private void add(String name, String description, LawTool.Work work, JsonObjectSchema.Builder parameters) {
        tools.add(new LawTool(ToolSpecification.builder().name(name).description(description).parameters(parameters.build()).build(),
                EXPLORATION.contains(name), packs, work));
    }

    private static JsonObjectSchema.Builder text(String name, String description) {
        return JsonObjectSchema.builder().addStringProperty(name, description);
    }
}
