package palimpsest.evaluation.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A run as its conversation's history tells it.
 *
 * @param messages all but the answer, as {@code /messages} gives them without what may differ: times and event numbers
 * @param answer   text, citations and how it ended
 * @param repeated numbers of messages, or of calls, that were given a second time
 */
record RunTranscript(List<String> messages, String answer, int repeated) {

    static RunTranscript of(JsonNode messages) {
        List<String> lines = new ArrayList<>();
        Set<String> numbers = new HashSet<>();
        int repeated = 0;
        String answer = "none";
        for (JsonNode message : messages) {
            String role = message.path("role").asString("");
            if (role.equals("answer")) {
                answer = message.path("answer").asString("") + message.path("citations") + message.path("stopped_by").asString("")
                        + message.path("steps").asInt();
                continue;
            }
            lines.add(role + " " + message.path("msg_id") + " " + message.path("tool") + " " + message.path("content") + " " + message.path("calls")
                    + " " + message.path("pruned"));
            if (message.has("msg_id") && !numbers.add(message.path("msg_id").toString())) {
                repeated++;
            }
        }
        return new RunTranscript(lines, answer, repeated);
    }

    /** How many of the other's messages this one lacks. */
    int lacks(RunTranscript other) {
        Map<String, Integer> mine = new HashMap<>();
        messages.forEach(message -> mine.merge(message, 1, Integer::sum));
        int lacking = 0;
        for (String message : other.messages) {
            if (mine.merge(message, -1, Integer::sum) < 0) {
                lacking++;
            }
        }
        return lacking;
    }
}
