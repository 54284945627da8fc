package palimpsest.starter;

import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import palimpsest.runtime.wiring.ConfigurationMistake;

/** When a setting is wrong, makes the other beans nevertheless, so that all wrong settings are told at once. */
final class GatheringBeanFactory extends DefaultListableBeanFactory {

    @Override
    public void preInstantiateSingletons() {
        try {
            super.preInstantiateSingletons();
        } catch (BeansException first) {
            ConfigurationMistake mistake = mistake(first);
            if (mistake == null) {
                throw first;
            }
            List<String> told = new ArrayList<>(List.of(mistake.getMessage()));
            for (String name : getBeanDefinitionNames()) {
                ConfigurationMistake other = mistakeOf(name);
                if (other != null && !told.contains(other.getMessage())) {
                    told.add(other.getMessage());
                }
            }
            throw new WrongSettings(told, mistake);
        }
    }

    private ConfigurationMistake mistakeOf(String name) {
        var definition = getMergedBeanDefinition(name);
        if (definition.isAbstract() || !definition.isSingleton() || definition.isLazyInit()) {
            return null;
        }
        try {
            getBean(name);
            return null;
        } catch (BeansException e) {
            return mistake(e);
        }
    }

    private static ConfigurationMistake mistake(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationMistake mistake) {
                return mistake;
            }
        }
        return null;
    }
}
