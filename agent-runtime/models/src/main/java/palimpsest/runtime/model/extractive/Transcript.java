package palimpsest.runtime.model.extractive;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The messages of a request, read back: whose turn it is, what was asked, done and noted. It knows nothing else.
 *
 * @param question       the question in work
 * @param earlier        the question before it, null for the first
 * @param questionNumber 1 for the first question of the conversation
 * @param notes          summaries by key, from the notes block, in its order
 * @param past           the tool calls of earlier questions
 * @param steps          the tool calls for this question
 * @param assistantTurns assistant messages so far
 */
record Transcript(String question, String earlier, int questionNumber, Map<String, String> notes, List<Step> past, List<Step> steps,
                  int assistantTurns) {

    private static final String CUT = "…";
    /** Marks around a quote, and the place behind it. */
    private static final Pattern AROUND_QUOTE = Pattern.compile("^[\"“„«\\s]+|[\"”“»\\s]*(?:\\[chunk \\d+])?\\s*$");
    private static final String MEMORY_OPENS = "<external_memory>";
    private static final Pattern MEMORY = Pattern.compile("<external_memory>(.*?)(?:</external_memory>|$)", Pattern.DOTALL);
    private static final Pattern NOTE_LINE = Pattern.compile("(?m)^- \\*\\*(.+?)\\*\\*: ?(.*)$");
    /** What a runtime says to a model that did not act; a user's question has no reason to speak of tools in the middle of a run. */
    private static final Pattern NUDGE = Pattern.compile("(?i)\\b(?:tool|tools|tool call|finish)\\b");

    static Transcript of(List<ChatMessage> messages, JsonMapper mapper) {
        Map<String, ToolResult> results = new HashMap<>();
        for (ChatMessage message : messages) {
            if (message instanceof ToolExecutionResultMessage result) {
                results.put(result.id(), ToolResult.of(text(result), mapper));
            }
        }
        List<String> questions = new ArrayList<>();
        Map<String, String> notes = new LinkedHashMap<>();
        List<Step> past = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        int turns = 0;
        boolean running = false;
        for (ChatMessage message : messages) {
            if (message instanceof UserMessage user) {
                String said = text(user);
                notes.putAll(notes(said));
                String asked = withoutNotes(said);
                if (!asked.isEmpty() && (questions.isEmpty() || !(running && isNudge(asked)))) {
                    questions.add(asked);
                    past.addAll(steps);
                    steps.clear();
                    running = true;
                }
            } else if (message instanceof AiMessage assistant) {
                turns++;
                running = continues(assistant);
                for (ToolExecutionRequest call : assistant.toolExecutionRequests()) {
                    steps.add(step(assistant, call, results.get(call.id()), mapper));
                }
            }
        }
        return new Transcript(questions.isEmpty() ? "" : questions.getLast(), questions.size() < 2 ? null : questions.get(questions.size() - 2),
                questions.size(), notes, List.copyOf(past), List.copyOf(steps), turns);
    }

    private static boolean continues(AiMessage assistant) {
        if (assistant.toolExecutionRequests().isEmpty()) {
            return assistant.text() == null || assistant.text().isBlank();
        }
        return assistant.toolExecutionRequests().stream().noneMatch(call -> Tools.FINISH.equals(call.name()));
    }

    private static boolean isNudge(String said) {
        return !said.contains("?") && NUDGE.matcher(said).find();
    }

    private static Step step(AiMessage assistant, ToolExecutionRequest call, ToolResult result, JsonMapper mapper) {
        ObjectNode arguments = mapper.createObjectNode();
        try {
            if (call.arguments() != null && mapper.readTree(call.arguments()) instanceof ObjectNode object) {
                arguments = object;
            }
        } catch (JacksonException e) {
            // Another model's broken arguments were answered with an error already; here they only count as a call.
            arguments = mapper.createObjectNode();
        }
        boolean deleted = arguments.size() == 1 && arguments.has("message");
        return new Step(call.name(), assistant.text() == null ? "" : assistant.text(), deleted ? mapper.createObjectNode() : arguments, deleted, result);
    }

    private static Map<String, String> notes(String said) {
        Map<String, String> notes = new LinkedHashMap<>();
        Matcher memory = MEMORY.matcher(said);
        if (memory.find()) {
            Matcher line = NOTE_LINE.matcher(memory.group(1));
            while (line.find()) {
                notes.put(line.group(1), line.group(2).strip());
            }
        }
        return notes;
    }

    private static String withoutNotes(String said) {
        int memory = said.indexOf(MEMORY_OPENS);
        return (memory < 0 ? said : said.substring(0, memory)).strip();
    }

    /** The text of any message, its tool calls included: what a token counter should see. */
    static String visible(ChatMessage message) {
        return switch (message) {
            case UserMessage user -> text(user);
            case ToolExecutionResultMessage result -> text(result);
            case dev.langchain4j.data.message.SystemMessage system -> system.text();
            case AiMessage assistant -> (assistant.text() == null ? "" : assistant.text()) + assistant.toolExecutionRequests().stream()
                    .map(call -> call.name() + (call.arguments() == null ? "" : call.arguments())).collect(Collectors.joining());
            default -> "";
        };
    }

    private static String text(UserMessage user) {
        return joined(user.contents());
    }

    private static String text(ToolExecutionResultMessage result) {
        return joined(result.contents());
    }

    private static String joined(List<Content> contents) {
        return contents.stream().filter(TextContent.class::isInstance).map(content -> ((TextContent) content).text()).collect(Collectors.joining("\n"));
    }

    /** The name of the document, where there is one, too large to be read whole. */
    Optional<String> document() {
        return last(Tools.ANALYZE).filter(Step::readable).map(step -> step.result().json())
                .filter(json -> json.path("documents").isMissingNode() && json.path("total_tokens").asInt(0) > ReadingPolicy.SMALL_DOCUMENT)
                .map(json -> json.path("file_name").asString("")).filter(name -> !name.isEmpty());
    }

    List<Step> all(String tool) {
        return steps.stream().filter(step -> step.tool().equals(tool)).toList();
    }

    /** Whether an answer was sent back for this sentence itself: what is wrong with a longer quote may be another part of it. */
    boolean wasSentBackFor(String sentence) {
        String quoted = bare(sentence);
        return sentBack().stream().map(Transcript::bare)
                .anyMatch(claim -> claim.equals(quoted) || isBeginning(claim, quoted));
    }

    /** Whether a claim that was cut at its end, as a model is told long ones, is the beginning of a text. */
    static boolean isBeginning(String claim, String text) {
        return claim.endsWith(CUT) && text.startsWith(claim.substring(0, claim.length() - CUT.length()));
    }

    private static String bare(String claim) {
        return AROUND_QUOTE.matcher(claim).replaceAll("").replaceAll("\\s+", " ");
    }

    /** What verification found wrong in answers to this question that were sent back. */
    List<String> sentBack() {
        return all(Tools.FINISH).stream().filter(step -> step.result() != null).flatMap(step -> step.result().failedClaims().stream()).toList();
    }

    /** Whether memory was looked through besides what the runtime shows at the beginning, which says nothing with its call. */
    boolean recalled() {
        return all(Tools.RECALL).stream().anyMatch(step -> !step.text().isEmpty());
    }

    int count(String tool) {
        return all(tool).size();
    }

    boolean tried(String tool) {
        return count(tool) > 0;
    }

    Optional<Step> last(String tool) {
        return all(tool).stream().reduce((a, b) -> b);
    }
}
