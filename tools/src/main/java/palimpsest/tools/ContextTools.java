package palimpsest.tools;

import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.tools.budget.CheckBudget;
import palimpsest.tools.budget.GetContextStats;
import palimpsest.tools.finish.Finish;
import palimpsest.tools.index.AnalyzeText;
import palimpsest.tools.index.BuildIndex;
import palimpsest.tools.index.ReadingIndexes;
import palimpsest.tools.law.LawTools;
import palimpsest.tools.memory.ForgetMemory;
import palimpsest.tools.memory.MemoryTool;
import palimpsest.tools.memory.RecallMemory;
import palimpsest.tools.memory.RememberFact;
import palimpsest.tools.note.ConversationNoteRepository;
import palimpsest.tools.note.MergeNotes;
import palimpsest.tools.note.NoteRepository;
import palimpsest.tools.note.ReadNote;
import palimpsest.tools.note.UpdateNote;
import palimpsest.tools.note.WriteNote;
import palimpsest.tools.prune.DeleteContext;
import palimpsest.tools.read.LoadDocument;
import palimpsest.tools.read.ReadChunk;
import palimpsest.tools.restore.RecallMessages;
import palimpsest.tools.restore.RestoreContext;
import palimpsest.tools.search.SearchEngine;
import palimpsest.tools.spi.ContextTool;
import palimpsest.tools.structured.ChangeStructuredNote;
import palimpsest.tools.structured.CreateStructuredNote;
import palimpsest.tools.structured.QueryStructuredNote;

/** The tools that exist, by name, in the order in which a model is told of them. */
public final class ContextTools {

    /** Not offered to a model unless asked for: the reference does not offer them, or does not have them. */
    public static final List<String> NOT_OFFERED_BY_DEFAULT = Stream.concat(
            Stream.of("mergeNotes", "getContextStats", RestoreContext.NAME, RecallMessages.NAME, MemoryTool.NAME, RecallMemory.NAME, RememberFact.NAME, ForgetMemory.NAME),
            LawTools.NAMES.stream()).toList();

    /** Bring back what was pruned; a StateLM checkpoint does not know them. */
    public static final List<String> RESTORE_TOOLS = List.of(RestoreContext.NAME, RecallMessages.NAME);

    /** Look further into long-term memory, keep and forget; a StateLM checkpoint does not know them. */
    public static final List<String> MEMORY_TOOLS = List.of(RecallMemory.NAME, RememberFact.NAME, ForgetMemory.NAME);

    private final Map<String, ContextTool> tools = new LinkedHashMap<>();
    /** As models were told last, by name. */
    private final Map<String, ToolSpecification> told = new ConcurrentHashMap<>();
    private final ReadingIndexes indexes;

    /**
     * @throws IllegalArgumentException when two tools have the same name
     */
    public ContextTools(List<ContextTool> tools) {
        this(tools, null);
    }

    private ContextTools(List<ContextTool> tools, ReadingIndexes indexes) {
        this.indexes = indexes;
        for (ContextTool tool : tools) {
            if (this.tools.putIfAbsent(tool.name(), tool) != null) {
                throw new IllegalArgumentException("Two tools are named " + tool.name());
            }
        }
    }

    /** All thirteen tools of StateLM over the given stores, and the two that bring back what was pruned. */
    public static ContextTools over(DocumentStore documents, PassageSearch search) {
        return over(documents, search, new ConversationNoteRepository());
    }

    /** The same, with notes where the repository keeps them. */
    public static ContextTools over(DocumentStore documents, PassageSearch search, NoteRepository repository) {
        var indexes = new ReadingIndexes(documents);
        return new ContextTools(List.of(new AnalyzeText(), new LoadDocument(documents), new BuildIndex(indexes), new CheckBudget(),
                new ReadChunk(documents, indexes), new SearchEngine(search, indexes), new WriteNote(repository), new ReadNote(repository), new UpdateNote(repository),
                new MergeNotes(), new DeleteContext(), new GetContextStats(indexes), new Finish(),
                new RestoreContext(), new RecallMessages()), indexes);
    }

    /** These tools with another one in the place of that of its name. @throws IllegalArgumentException when there is none of its name */
    public ContextTools replacing(ContextTool other) {
        if (!tools.containsKey(other.name())) {
            throw new IllegalArgumentException("There is no tool named " + other.name());
        }
        return new ContextTools(tools.values().stream().map(tool -> tool.name().equals(other.name()) ? other : tool).toList());
    }

    /** These tools and, after them, others. */
    public ContextTools and(ContextTool... others) {
        return new ContextTools(Stream.concat(tools.values().stream(), Stream.of(others)).toList(), indexes);
    }

    /** These tools and, after them, those for structured notes in the repository. */
    public ContextTools withStructuredNotes(NoteRepository repository) {
        List<ContextTool> all = new ArrayList<>(tools.values());
        all.addAll(List.of(new CreateStructuredNote(repository), new ChangeStructuredNote(repository), new QueryStructuredNote(repository)));
        return new ContextTools(all, indexes);
    }

    /** The reading indexes that the tools keep; empty where none of them has any. */
    public Optional<ReadingIndexes> indexes() {
        return Optional.ofNullable(indexes);
    }

    public Optional<ContextTool> find(String name) {
        return Optional.ofNullable(tools.get(name));
    }

    /** How a model is told of the tool: the same object as last time while nothing of it has changed, which those who look at each request know at once. */
    public Optional<ToolSpecification> specification(String name) {
        return find(name).map(tool -> {
            ToolSpecification now = tool.specification();
            ToolSpecification last = told.get(name);
            if (now.equals(last)) {
                return last;
            }
            told.put(name, now);
            return now;
        });
    }

    public List<String> names() {
        return List.copyOf(tools.keySet());
    }

    /** The names that a model is offered when nothing else is configured. */
    public List<String> offeredByDefault() {
        return tools.keySet().stream().filter(name -> !NOT_OFFERED_BY_DEFAULT.contains(name)).toList();
    }
}
