package palimpsest.peers.context;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a model does that reads a text chunk by chunk and answers from what stands in the request, and from nothing else: it repeats the records that concern
 * the question, keeps what they come to in a note where it has notes, removes what it has read where it can, and reads on. Asked for a summary, it says what
 * the records come to. One call a message. The same for every way to manage a context; which tools it is offered is all that differs.
 */
final class RecordReader {

    static final String SUMMARIZE = "Summarize what matters for the question in the conversation so far: it will stand in the conversation's place.";

    private static final Pattern SO_FAR = Pattern.compile("So far, up to record (\\d+): ([^.\"\\\\]*)\\.");
    private static final String KEY = "findings";
    private static final int OVERLAP = 100;

    private final JsonMapper json = JsonMapper.builder().build();
    /** What stands in a text, which stands in many requests. */
    private final Map<String, Seen> seen = new HashMap<>();
    private int calls;

    /** Records by number, and the newest statement of what those up to a number come to; 0 and empty where there is none. */
    private record Seen(SortedMap<Integer, String> records, int upTo, String soFar) {}

    /** What a request says about its question. @param newest the highest number of a record that concerns it */
    private record Known(SortedMap<String, String> answer, int newest, int upTo) {

        String sentence() {
            return "So far, up to record " + newest + ": " + said() + ".";
        }

        String said() {
            return answer.entrySet().stream().map(entry -> entry.getKey() + " = " + entry.getValue()).collect(Collectors.joining("; "));
        }
    }

    AiMessage answer(ChatRequest request) {
        List<ChatMessage> messages = request.messages();
        ReadingTask task = ReadingTask.asking(messages.stream().filter(UserMessage.class::isInstance).map(RecordReader::text).findFirst().orElseThrow());
        Known known = known(task, messages);
        if (text(messages.getLast()).equals(SUMMARIZE)) {
            return AiMessage.from(known.sentence());
        }
        Set<String> tools = request.toolSpecifications().stream().map(ToolSpecification::name).collect(Collectors.toSet());
        ToolExecutionResultMessage result = newest(messages);
        return switch (result == null ? "question" : result.toolName()) {
            case "readChunk" -> afterReading(task, known, json.readTree(result.text()), tools);
            case "note" -> said("Noted.", makeRoom(messages));
            case "buildIndex", "deleteContext" -> said("I read on.", readOn());
            case "finish" -> said("It stays as it is.", finish(known));
            // The question, or what the runtime has put behind it.
            default -> said("I read the text from its beginning to its end.", call("buildIndex", Map.of("overlap", OVERLAP)));
        };
    }

    private AiMessage afterReading(ReadingTask task, Known known, JsonNode read, Set<String> tools) {
        if (!read.has("retrieved_chunk")) {
            throw new IllegalStateException("No chunk was read: " + read);
        }
        String remark = seen(read.at("/retrieved_chunk/0/content").asString()).records().entrySet().stream().filter(record -> task.concerns(record.getValue()))
                .map(record -> "Record " + record.getKey() + ": " + record.getValue() + ".").collect(Collectors.joining(" "));
        ToolExecutionRequest next;
        if (isLast(read.path("reading_progress").asString())) {
            next = finish(known);
        } else if (tools.contains("note") && known.newest() > known.upTo()) {
            next = call("note", Map.of("key", KEY, "summary", known.sentence(), "content", "As the summary says."));
        } else if (tools.contains("deleteContext")) {
            next = remove(read);
        } else {
            next = readOn();
        }
        return said(remark.isEmpty() ? "Nothing on the question here." : remark, next);
    }

    /** Removes the chunk that was read last. */
    private ToolExecutionRequest makeRoom(List<ChatMessage> messages) {
        return messages.reversed().stream().filter(ToolExecutionResultMessage.class::isInstance).map(ToolExecutionResultMessage.class::cast)
                .filter(result -> result.toolName().equals("readChunk")).findFirst().map(result -> remove(json.readTree(result.text()))).orElseThrow();
    }

    private ToolExecutionRequest remove(JsonNode read) {
        return call("deleteContext", Map.of("msg_id", read.path("msg_id").asInt()));
    }

    private static boolean isLast(String progress) {
        String[] read = progress.split("/");
        return read[0].equals(read[1]);
    }

    private Known known(ReadingTask task, List<ChatMessage> messages) {
        int upTo = 0;
        String soFar = "";
        SortedMap<Integer, String> records = new TreeMap<>();
        for (ChatMessage message : messages) {
            if (message instanceof SystemMessage) {
                continue;
            }
            Seen here = seen(text(message));
            records.putAll(here.records());
            if (here.upTo() > upTo) {
                upTo = here.upTo();
                soFar = here.soFar();
            }
        }
        SortedMap<String, String> answer = parsed(soFar);
        int newest = upTo;
        for (Map.Entry<Integer, String> record : records.tailMap(upTo + 1).entrySet()) {
            if (task.concerns(record.getValue())) {
                answer = task.with(answer, record.getValue());
                newest = record.getKey();
            }
        }
        return new Known(answer, newest, upTo);
    }

    private Seen seen(String text) {
        return seen.computeIfAbsent(text, RecordReader::read);
    }

    private static Seen read(String text) {
        SortedMap<Integer, String> records = new TreeMap<>();
        for (Matcher record = Chronicle.RECORD.matcher(text); record.find(); ) {
            records.put(Integer.parseInt(record.group(1)), record.group(2));
        }
        int upTo = 0;
        String soFar = "";
        for (Matcher statement = SO_FAR.matcher(text); statement.find(); ) {
            if (Integer.parseInt(statement.group(1)) > upTo) {
                upTo = Integer.parseInt(statement.group(1));
                soFar = statement.group(2);
            }
        }
        return new Seen(records, upTo, soFar);
    }

    private static SortedMap<String, String> parsed(String soFar) {
        SortedMap<String, String> answer = new TreeMap<>();
        for (String part : soFar.isEmpty() ? new String[0] : soFar.split("; ")) {
            String[] sides = part.split(" = ");
            answer.put(sides[0], sides[1]);
        }
        return answer;
    }

    /** The result that the model has not answered yet, whatever a runtime says behind it; null when there is none. */
    private static ToolExecutionResultMessage newest(List<ChatMessage> messages) {
        ToolExecutionResultMessage newest = null;
        for (ChatMessage message : messages) {
            newest = message instanceof ToolExecutionResultMessage result ? result : message instanceof AiMessage ? null : newest;
        }
        return newest;
    }

    private static String text(ChatMessage message) {
        return switch (message) {
            case UserMessage user -> user.singleText();
            case ToolExecutionResultMessage result -> result.text();
            case AiMessage said -> said.text() == null ? "" : said.text();
            default -> "";
        };
    }

    private ToolExecutionRequest readOn() {
        return call("readChunk", Map.of("enable_scan", true));
    }

    private ToolExecutionRequest finish(Known known) {
        return call("finish", Map.of("answer", known.said().isEmpty() ? "Nothing was found." : known.said()));
    }

    private ToolExecutionRequest call(String tool, Map<String, ?> arguments) {
        return ToolExecutionRequest.builder().id("call_" + ++calls).name(tool).arguments(json.writeValueAsString(new LinkedHashMap<>(arguments))).build();
    }

    private static AiMessage said(String text, ToolExecutionRequest call) {
        return AiMessage.builder().text(text).toolExecutionRequests(List.of(call)).build();
    }
}
