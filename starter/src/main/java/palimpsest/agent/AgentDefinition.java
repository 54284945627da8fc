package palimpsest.agent;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How an agent was declared; null where nothing was said. */
record AgentDefinition(String name, String model, Integer window, Integer maxSteps, String systemMessage, List<Path> documents, String user) {

    /** Then the agent is as the configuration says, and what was set over the HTTP API stays. */
    boolean saysNothing() {
        return model == null && window == null && maxSteps == null && systemMessage == null;
    }

    /** Builds one over the services of a runtime. */
    static final class Building implements PalimpsestAgent.Builder {

        private final AgentServices services;
        private final List<Path> documents = new ArrayList<>();
        private String name = "default";
        private String model;
        private Integer window;
        private Integer maxSteps;
        private String systemMessage;
        private String user;

        Building(AgentServices services) {
            this.services = services;
        }

        @Override
        public Building name(String name) {
            this.name = name;
            return this;
        }

        @Override
        public Building model(String model) {
            this.model = model;
            return this;
        }

        @Override
        public Building window(int tokens) {
            this.window = tokens;
            return this;
        }

        @Override
        public Building maxSteps(int steps) {
            this.maxSteps = steps;
            return this;
        }

        @Override
        public Building systemMessage(String text) {
            this.systemMessage = text;
            return this;
        }

        @Override
        public Building documents(Path... paths) {
            documents.addAll(List.of(paths));
            return this;
        }

        @Override
        public Building user(String userId) {
            this.user = userId;
            return this;
        }

        @Override
        public PalimpsestAgent build() {
            return new StoredAgent(services, new AgentDefinition(name, model, window, maxSteps, systemMessage, List.copyOf(documents), user));
        }
    }
}
