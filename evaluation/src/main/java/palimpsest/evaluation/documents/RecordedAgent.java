package palimpsest.evaluation.documents;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import palimpsest.evaluation.documents.RecordedQuestion.Call;
import palimpsest.evaluation.documents.RecordedQuestion.Passage;
import palimpsest.memory.language.FixedWords;
import palimpsest.runtime.answer.Citation;
import palimpsest.runtime.answer.CitationResolver;
import palimpsest.runtime.answer.ReadSpan;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lets a model answer recorded questions with what the tools told then. A search in other words than the recorded ones finds what the last one found, and nothing
 * is pruned, so that a change of how the agent searches needs a new recording.
 */
public final class RecordedAgent {

    private static final UUID ARTICLE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);
    private static final List<ToolSpecification> OFFERED = List.of("analyzeText", "loadDocument", "checkBudget", "buildIndex", "searchEngine", "readChunk", "note", "finish").stream()
            .map(name -> ToolSpecification.builder().name(name).build()).toList();
    private static final int MOST_STEPS = 60;
    private static final Pattern MATCH = Pattern.compile("match (\\d\\.\\d\\d)");

    private final ChatModel model;
    private final CitationResolver resolver = new CitationResolver();
    private final JsonMapper mapper = JsonMapper.shared();

    public RecordedAgent(ChatModel model) {
        this.model = model;
    }

    /**
     * @param found whether the answer claims to answer
     * @param held  whether a quote holds the labelled answer at its place
     * @param match of the best note, -1 where there is none
     */
    public record Answered(String answer, boolean found, boolean held, double match) {}

    /** @throws IllegalStateException when the model comes to no answer */
    public Answered answer(RecordedQuestion question) {
        List<ChatMessage> said = new ArrayList<>();
        Map<String, String> notes = new LinkedHashMap<>();
        Set<Integer> read = new LinkedHashSet<>();
        for (int step = 0; step < MOST_STEPS; step++) {
            List<ChatMessage> messages = new ArrayList<>(List.of(UserMessage.from(question.question() + memory(notes))));
            messages.addAll(said);
            AiMessage reply = model.chat(ChatRequest.builder().messages(messages).toolSpecifications(OFFERED).build()).aiMessage();
            if (!reply.hasToolExecutionRequests()) {
                return answered(question, reply.text(), notes, read);
            }
            ToolExecutionRequest call = reply.toolExecutionRequests().getFirst();
            JsonNode arguments = mapper.readTree(call.arguments());
            switch (call.name()) {
                case "finish" -> {
                    return answered(question, arguments.path("answer").asString(""), notes, read);
                }
                case "note" -> notes.put(arguments.path("key").asString(""), arguments.path("summary").asString(""));
                case "readChunk" -> read.add(arguments.path("chunk_id").asInt(-1));
                default -> { }
            }
            said.add(reply);
            said.add(ToolExecutionResultMessage.from(call, mapper.writeValueAsString(result(question, call, arguments))));
        }
        throw new IllegalStateException("no answer after " + MOST_STEPS + " steps: " + question.question());
    }

    private static String memory(Map<String, String> notes) {
        var block = new StringBuilder("\n\n<external_memory>\n## Available Notes\n");
        notes.forEach((key, summary) -> block.append("- **").append(key).append("**: ").append(summary).append('\n'));
        return block.append("</external_memory>").toString();
    }

    private JsonNode result(RecordedQuestion question, ToolExecutionRequest call, JsonNode arguments) {
        List<Call> recorded = question.calls().stream().filter(one -> one.tool().equals(call.name())).toList();
        if (call.name().equals("note")) {
            return mapper.createObjectNode().put("status", "success").put("key", arguments.path("key").asString(""));
        }
        Optional<JsonNode> same = recorded.stream().filter(one -> mapper.readTree(one.arguments()).equals(arguments)).map(Call::result).findFirst();
        if (same.isPresent()) {
            return same.get();
        }
        if (call.name().equals("readChunk")) {
            int wanted = arguments.path("chunk_id").asInt(-1);
            return question.passages().stream().filter(passage -> passage.chunk() == wanted).findFirst().<JsonNode>map(this::read)
                    .orElseGet(() -> error("chunk " + wanted + " was not recorded"));
        }
        return recorded.isEmpty() ? error(call.name() + " was not recorded") : recorded.getLast().result();
    }

    private ObjectNode read(Passage passage) {
        ObjectNode result = mapper.createObjectNode().put("chunk_id", passage.chunk());
        result.putArray("retrieved_chunk").addObject().put("chunk_id", passage.chunk()).put("content", passage.text());
        return result;
    }

    private ObjectNode error(String message) {
        return mapper.createObjectNode().put("error", message);
    }

    private Answered answered(RecordedQuestion question, String answer, Map<String, String> notes, Set<Integer> read) {
        List<ReadSpan> spans = question.passages().stream().filter(passage -> read.contains(passage.chunk()))
                .map(passage -> new ReadSpan(passage.ofArticle() ? ARTICLE : OTHER, "", passage.chunk(), passage.start(), passage.text())).toList();
        List<Citation> citations = resolver.resolve(question.question(), answer, spans);
        boolean held = citations.stream().anyMatch(citation -> ARTICLE.equals(citation.documentId())
                && question.answers().stream().anyMatch(gold -> citation.start() <= gold.start() && citation.end() >= gold.end()));
        double match = notes.values().stream().map(MATCH::matcher).filter(Matcher::find).mapToDouble(note -> Double.parseDouble(note.group(1))).max().orElse(-1);
        return new Answered(answer, !citations.isEmpty() && !FixedWords.onlyComesClose(answer), held, match);
    }
}
