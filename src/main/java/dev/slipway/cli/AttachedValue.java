package dev.slipway.cli;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** An option whose value, if it has one, stands behind an equals sign: what follows without one is something else. */
final class AttachedValue implements IParameterPreprocessor {
    static final String NONE = "true";

    @Override
    public boolean preprocess(Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
        if (!"=".equals(info.get("separator"))) {
            option.setValue(NONE);
            return true;
        }
        return false;
    }
}
