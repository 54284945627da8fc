package sample;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import org.springframework.stereotype.Component;

/** A tool of the application's own; it only looks something up, so that repeating a call does no harm. */
@Component
public class TideTable {

    @Tool(name = "tide", value = "Height of the tide in meters at a place.", metadata = "{\"idempotent\": true}")
    public String tide(@P("name of the place") String place) {
        return place.equals("north quay") ? "2.5" : "1.0";
    }
}
