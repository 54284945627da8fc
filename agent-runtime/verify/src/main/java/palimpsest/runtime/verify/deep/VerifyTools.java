package palimpsest.runtime.verify.deep;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.UUID;
import java.util.stream.Stream;
import palimpsest.memory.document.Document;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.memory.retrieve.SearchQuery;
import palimpsest.runtime.model.wire.PythonJson;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.Verdict;
import palimpsest.tools.spi.ContextTool;
import palimpsest.tools.spi.ToolArguments;

/** The tools of the inner agent: the fixed checks on a statement, a search in other words, and on a pack those of LawThinker that verify or fetch what was kept. */
public final class VerifyTools {

    /** Of the law tools, those that check and that give what was kept; keeping what passed is the runtime's. */
    private static final Set<String> OF_PACK = Set.of("law_check", "fact_law_relevance_check", "crime_law_consistency_check", "law_query_rewrite", "procedure_check",
            "document_format_check", "memory_fetch");
    private static final int HITS = 3;
    private static final int DEPTH = 10;

    private final List<VerifyTool> always = new ArrayList<>();
    private final List<VerifyTool> ofPack;
    private final BiPredicate<String, UUID> hasPack;

    /**
     * @param checks  of statements, against what was read
     * @param search  over the conversation's documents
     * @param law     the law tools; none where no agent has a pack
     * @param hasPack whether a tenant's conversation has a pack
     */
    public VerifyTools(List<Check> checks, PassageSearch search, List<ContextTool> law, BiPredicate<String, UUID> hasPack) {
        this.hasPack = hasPack;
        this.ofPack = law.stream().filter(tool -> OF_PACK.contains(tool.name())).map(VerifyTools::ofPack).toList();
        always.add(tool("check_statement", "Checks quotes, figures and names of a statement against everything that was read, this exploration included.", "statement",
                "One or a few sentences.", (arguments, exploration) -> statement(checks, arguments.requireText("statement"), exploration)));
        always.add(tool("search_other_words", "Searches the documents in other words, and gives the best passages.", "query", "What to look for, in other words than before.",
                (arguments, exploration) -> search(search, arguments.requireText("query"), exploration)));
    }

    List<VerifyTool> of(Exploration exploration) {
        boolean pack = !ofPack.isEmpty() && hasPack.test(exploration.facts().tenant(), exploration.facts().conversationId());
        return pack ? Stream.concat(always.stream(), ofPack.stream()).toList() : always;
    }

    private static VerifyTool tool(String name, String description, String argument, String meaning, BiFunction<ToolArguments, Exploration, String> work) {
        return new VerifyTool(ToolSpecification.builder().name(name).description(description)
                .parameters(JsonObjectSchema.builder().addStringProperty(argument, meaning).required(argument).build()).build(), work);
    }

    private static VerifyTool ofPack(ContextTool tool) {
        return new VerifyTool(tool.specification(), (arguments, exploration) -> PythonJson.write(tool.execute(arguments, new InnerContext(exploration.facts())).result()));
    }

    private static String statement(List<Check> checks, String statement, Exploration exploration) {
        var subject = new Subject.NoteWriting("check_statement", "statement", "", statement);
        var facts = new WithExploration(exploration.facts(), exploration.use().passages());
        List<SequencedMap<String, Object>> found = new ArrayList<>();
        for (Check check : checks) {
            if (check.concerns(subject)) {
                check.check(subject, facts, exploration.budget()).forEach(finding -> found.add(told(finding)));
            }
        }
        boolean failed = found.stream().anyMatch(each -> each.get("verdict").equals(Verdict.FAIL.label()));
        var result = new LinkedHashMap<String, Object>();
        result.put("verdict", found.isEmpty() ? Verdict.UNKNOWN.label() : failed ? Verdict.FAIL.label() : Verdict.PASS.label());
        result.put("findings", found);
        return PythonJson.write(result);
    }

    private static SequencedMap<String, Object> told(Finding finding) {
        var told = new LinkedHashMap<String, Object>();
        told.put("check", finding.check());
        told.put("verdict", finding.verdict().label());
        told.put("claim", finding.claim());
        told.put("evidence", finding.evidence());
        return told;
    }

    private static String search(PassageSearch search, String query, Exploration exploration) {
        List<UUID> documents = exploration.facts().documents().stream().map(Document::id).toList();
        if (documents.isEmpty()) {
            return PythonJson.write(Map.of("passages", List.of()));
        }
        return PythonJson.write(Map.of("passages", search.search(SearchQuery.of(exploration.facts().tenant(), documents, query, DEPTH)).stream().limit(HITS)
                .map(hit -> Map.of("document", hit.title(), "text", hit.text())).toList()));
    }
}
