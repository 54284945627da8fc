package palimpsest.starter;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;
import palimpsest.agent.AiService;
import palimpsest.agent.PalimpsestAgent;

/** Makes the object of one interface. A factory bean, and no instance supplier: ahead-of-time processing writes it down. */
public final class AiServiceFactoryBean<T> implements FactoryBean<T> {

    private final Class<T> type;
    private final ObjectProvider<PalimpsestAgent.Builder> builders;
    private final Environment environment;

    public AiServiceFactoryBean(Class<T> type, ObjectProvider<PalimpsestAgent.Builder> builders, Environment environment) {
        this.type = type;
        this.builders = builders;
        this.environment = environment;
    }

    @Override
    public T getObject() {
        return AiService.of(type, builders.getObject(), environment::resolveRequiredPlaceholders);
    }

    @Override
    public Class<?> getObjectType() {
        return type;
    }
}
