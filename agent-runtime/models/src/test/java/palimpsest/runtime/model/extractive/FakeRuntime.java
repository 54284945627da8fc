package palimpsest.runtime.model.extractive;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The context tools over documents in memory, with the wire form of StateLM: msg_ids, stubs, the notes block. */
class FakeRuntime {

    static final String STUB = "Content has been deleted to save space.";
    static final List<String> ALL_TOOLS = List.of("analyzeText", "loadDocument", "buildIndex", "readChunk", "searchEngine", "note", "readNote",
            "updateNote", "checkBudget", "deleteContext", "finish");
    private static final Pattern TOKEN = Pattern.compile("[\\p{IsHan}]|[^\\s\\p{IsHan}]+\\s*|\\s+");
    private static final Pattern WORD = Pattern.compile("\\p{IsHan}|[\\p{L}\\p{N}&&[^\\p{IsHan}]]+");

    record Outcome(String answer, int steps, int largestRequest, List<String> calls) {
        long count(String tool) {
            return calls.stream().filter(call -> call.startsWith(tool + "{")).count();
        }
    }

    private record Chunk(int id, String file, String text, List<String> words) {}

    private final JsonMapper mapper = JsonMapper.builder().build();
    private final Map<String, String> documents = new LinkedHashMap<>();
    private final List<ChatMessage> history = new ArrayList<>();
    private final Map<Integer, Integer> positionOf = new HashMap<>();
    private final Map<Integer, String> resultOf = new HashMap<>();
    private final Set<Integer> deleted = new TreeSet<>();
    private final Map<String, JsonNode[]> notes = new LinkedHashMap<>();
    private final List<Chunk> chunks = new ArrayList<>();
    private int nextId = 1;
    private int lastRead = -1;

    Set<String> offered = new HashSet<>(ALL_TOOLS);
    Set<String> failing = Set.of();
    boolean prunesAllButTheLatest;
    boolean prunesEverything;
    boolean notesAsText;
    int window = 32_000;

    FakeRuntime document(String name, String text) {
        documents.put(name, text);
        return this;
    }

    static int tokens(String text) {
        int count = 0;
        Matcher matcher = TOKEN.matcher(text);
        while (matcher.find()) {
            count++;
        }
        return count;
    }

    Outcome ask(ChatModel model, String question) {
        history.add(UserMessage.from(question));
        List<String> calls = new ArrayList<>();
        int largest = 0;
        for (int step = 1; step <= 60; step++) {
            ChatRequest request = request();
            largest = Math.max(largest, request.messages().stream().mapToInt(m -> tokens(Transcript.visible(m))).sum());
            ChatResponse response = model.chat(request);
            AiMessage reply = response.aiMessage();
            int assistantId = nextId++;
            positionOf.put(assistantId, history.size());
            history.add(reply);
            if (!reply.hasToolExecutionRequests()) {
                return new Outcome(reply.text(), step, largest, calls);
            }
            ToolExecutionRequest call = reply.toolExecutionRequests().getFirst();
            calls.add(call.name() + call.arguments());
            ObjectNode result = answer(call, history);
            int resultId = nextId++;
            result.put("msg_id", resultId).put("msg_id(invoking_assistant)", assistantId);
            positionOf.put(resultId, history.size());
            history.add(ToolExecutionResultMessage.from(call, mapper.writeValueAsString(result)));
            resultOf.put(resultId, call.name());
            if (prunesEverything || prunesAllButTheLatest) {
                resultOf.keySet().stream().filter(id -> prunesEverything || id != resultId).forEach(deleted::add);
            }
            if (call.name().equals("finish") && !result.has("error")) {
                return new Outcome(result.path("final_answer").stringValue(), step, largest, calls);
            }
        }
        throw new AssertionError("no answer after 60 steps: " + calls);
    }

    /** What the model is sent: stubs for what was deleted, the notes block in the first user message. */
    ChatRequest request() {
        List<ChatMessage> messages = new ArrayList<>();
        messages.add(SystemMessage.from("Answer from the documents."));
        Map<Integer, Integer> idAt = new HashMap<>();
        positionOf.forEach((id, position) -> idAt.put(position, id));
        boolean first = true;
        for (int i = 0; i < history.size(); i++) {
            Integer id = idAt.get(i);
            ChatMessage message = history.get(i);
            if (message instanceof UserMessage user && first) {
                messages.add(UserMessage.from(user.singleText() + memory()));
                first = false;
            } else if (id != null && deleted.contains(id)) {
                messages.add(stub(message, id));
            } else {
                messages.add(message);
            }
        }
        List<ToolSpecification> tools = ALL_TOOLS.stream().filter(offered::contains).map(name -> ToolSpecification.builder().name(name).build()).toList();
        return ChatRequest.builder().messages(messages).toolSpecifications(tools).build();
    }

    private String memory() {
        StringBuilder block = new StringBuilder("\n\n<external_memory>\n## Available Notes\n");
        notes.forEach((key, note) -> block.append("- **").append(key).append("**: ").append(note[0].stringValue()).append('\n'));
        return block.append(notes.isEmpty() ? "No notes recorded.\n" : "").append("</external_memory>").toString();
    }

    private ChatMessage stub(ChatMessage message, int id) {
        if (message instanceof ToolExecutionResultMessage result) {
            ObjectNode stub = mapper.createObjectNode().put("msg_id", id).put("msg_id(invoking_assistant)", id - 1).put("status", "success")
                    .put("message", STUB).put("original_tool", result.toolName());
            return ToolExecutionResultMessage.from(result.id(), result.toolName(), mapper.writeValueAsString(stub));
        }
        ToolExecutionRequest call = ((AiMessage) message).toolExecutionRequests().getFirst();
        return AiMessage.from(STUB, List.of(call.toBuilder().arguments("{\"message\": \"" + STUB + "\"}").build()));
    }

    ObjectNode answer(ToolExecutionRequest call, List<ChatMessage> messages) {
        ObjectNode result = mapper.createObjectNode();
        if (failing.contains(call.name()) || !offered.contains(call.name())) {
            return result.put("error", "The tool " + call.name() + " is out of order.");
        }
        JsonNode arguments = mapper.readTree(call.arguments());
        switch (call.name()) {
            case "analyzeText" -> {
                result.put("file_name", documents.size() == 1 ? documents.keySet().iterator().next() : documents.size() + " documents");
                result.put("total_tokens", documents.values().stream().mapToInt(FakeRuntime::tokens).sum());
                if (documents.size() > 1) {
                    ArrayNode list = result.putArray("documents");
                    documents.forEach((name, text) -> list.addObject().put("file_name", name).put("total_tokens", tokens(text)));
                }
            }
            case "loadDocument" -> result.put("document_content", String.join("\n\n", documents.values()));
            case "checkBudget" -> {
                int used = request().messages().stream().mapToInt(m -> tokens(Transcript.visible(m))).sum();
                result.put("conv_rounds", nextId / 2).put("available_tokens", Math.max(0, window - used - 4096)).put("available_rounds", 50);
            }
            case "buildIndex" -> buildIndex(arguments.path("chunk_size").asInt(4000), arguments.path("overlap").asInt(0), result);
            case "searchEngine" -> search(arguments.path("keyword").asString(""), result);
            case "readChunk" -> readChunk(arguments, result);
            case "note" -> {
                if (arguments.path("key").asString("").isEmpty() || arguments.path("summary").asString("").isEmpty() || !arguments.has("content")) {
                    throw new AssertionError("invalid note: " + arguments);
                }
                notes.put(arguments.get("key").stringValue(), new JsonNode[] {arguments.get("summary"), arguments.get("content")});
                result.put("status", "success").put("key", arguments.get("key").stringValue());
            }
            case "readNote" -> {
                JsonNode[] note = notes.get(arguments.path("key").asString(""));
                if (note == null) {
                    throw new AssertionError("invalid readNote: " + arguments);
                }
                result.set("summary", note[0]);
                result.put("full_content", notesAsText ? "rendered: " + note[1].hashCode() : mapper.writeValueAsString(note[1]));
            }
            case "deleteContext" -> {
                int id = arguments.path("msg_id").asInt(-1);
                if (!positionOf.containsKey(id)) {
                    throw new AssertionError("invalid deleteContext: " + arguments);
                }
                deleted.add(id);
                result.put("status", "success").put("deleted_msg_id", id).put("deleted_role", resultOf.containsKey(id) ? "tool" : "assistant");
            }
            case "finish" -> result.put("final_answer", arguments.path("answer").stringValue());
            default -> result.put("error", "unknown tool");
        }
        return result;
    }

    private void buildIndex(int size, int overlap, ObjectNode result) {
        if (size < 1 || overlap < 0 || overlap >= size) {
            throw new AssertionError("invalid buildIndex: " + size + ", " + overlap);
        }
        chunks.clear();
        documents.forEach((file, text) -> {
            List<Integer> ends = new ArrayList<>(List.of(0));
            Matcher token = TOKEN.matcher(text);
            while (token.find()) {
                ends.add(token.end());
            }
            int last = ends.size() - 1;
            for (int start = 0; start < last; start += size - overlap) {
                String content = text.substring(ends.get(start), ends.get(Math.min(last, start + size)));
                chunks.add(new Chunk(chunks.size(), file, content, words(content)));
            }
        });
        result.put("index_id", "document_index").put("total_chunks", chunks.size()).put("first_chunk_id", 0).put("last_chunk_id", chunks.size() - 1);
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }

    private void search(String keywords, ObjectNode result) {
        if (chunks.isEmpty()) {
            result.put("error", "There is no index yet. Call buildIndex first.");
            return;
        }
        record Found(Chunk chunk, double score) {}
        double average = chunks.stream().mapToInt(chunk -> chunk.words.size()).average().orElse(1);
        Map<Chunk, Double> scores = new LinkedHashMap<>();
        for (String keyword : keywords.split(",")) {
            List<String> phrase = words(keyword);
            if (phrase.isEmpty()) {
                continue;
            }
            Map<Chunk, Integer> frequency = new LinkedHashMap<>();
            for (Chunk chunk : chunks) {
                int count = occurrences(chunk.words, phrase);
                if (count > 0) {
                    frequency.put(chunk, count);
                }
            }
            double idf = Math.log(1 + (chunks.size() - frequency.size() + 0.5) / (frequency.size() + 0.5));
            frequency.forEach((chunk, count) -> scores.merge(chunk,
                    idf * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * chunk.words.size() / average)), Double::sum));
        }
        ArrayNode hits = result.putArray("retrieved_chunks");
        scores.entrySet().stream().map(entry -> new Found(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingDouble((Found found) -> -found.score).thenComparingInt(found -> found.chunk.id)).limit(20).forEach(found -> {
                    ObjectNode hit = hits.addObject().put("chunk_id", found.chunk.id).put("file_name", found.chunk.file).put("relevance_score", found.score);
                    ArrayNode highlights = hit.putArray("highlights");
                    highlights(found.chunk.text, keywords).forEach(highlights::add);
                });
        result.put("keywords", keywords);
        if (hits.isEmpty()) {
            result.put("message", "Nothing found.");
        }
    }

    private static int occurrences(List<String> words, List<String> phrase) {
        int count = 0;
        for (int i = 0; i + phrase.size() <= words.size(); i++) {
            if (words.get(i).equals(phrase.getFirst())
                    && words.subList(i, Math.min(words.size(), i + phrase.size() + 2)).containsAll(phrase)) {
                count++;
            }
        }
        return count;
    }

    private static List<String> highlights(String text, String keywords) {
        List<String> highlights = new ArrayList<>();
        String lower = text.toLowerCase(Locale.ROOT);
        int from = 0;
        for (String word : words(keywords)) {
            int at = lower.length() == text.length() ? lower.indexOf(word, from) : -1;
            if (at >= 0 && highlights.size() < 3) {
                int start = Math.max(0, at - 80);
                int end = Math.min(text.length(), at + 100);
                highlights.add(text.substring(start, at) + "<em>" + text.substring(at, at + word.length()) + "</em>"
                        + text.substring(at + word.length(), Math.max(end, at + word.length())));
                from = end < text.length() ? 0 : from;
            }
        }
        return highlights;
    }

    private void readChunk(JsonNode arguments, ObjectNode result) {
        if (chunks.isEmpty()) {
            result.put("error", "There is no index yet. Call buildIndex first.");
            return;
        }
        boolean scan = arguments.path("enable_scan").asBoolean(false);
        if (!scan && !arguments.path("chunk_id").isInt()) {
            throw new AssertionError("invalid readChunk: " + arguments);
        }
        int id = scan ? lastRead + 1 : arguments.get("chunk_id").intValue();
        if (id < 0 || id >= chunks.size()) {
            result.put("error", "There is no chunk " + id + ".");
            return;
        }
        lastRead = id;
        Chunk chunk = chunks.get(id);
        result.putArray("retrieved_chunk").addObject().put("chunk_id", id).put("file_name", chunk.file).put("content", chunk.text);
        result.put("chunk_id", id);
        if (scan) {
            result.put("reading_progress", (id + 1) + "/" + chunks.size());
        }
    }
}
