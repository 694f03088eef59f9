package com.stateset.sequencer.examples.docs;

import java.lang.reflect.Method;
import java.util.Arrays;

/** Runs main methods one after the other, in a JVM of their own; and methods {@code run}, with what they say that they are given. */
final class SnippetRunner {

    /** What is printed behind each. */
    static final String END = "\f";

    private SnippetRunner() {}

    /** Takes the names of classes. */
    public static void main(String[] classes) throws Exception {
        for (String name : classes) {
            Method method = entry(Class.forName(name));
            method.setAccessible(true);
            method.invoke(null, method.getName().equals("main") ? new Object[] {new String[0]} : givens(method));
            System.out.print(END);
        }
    }

    private static Method entry(Class<?> snippet) throws NoSuchMethodException {
        for (Method method : snippet.getDeclaredMethods()) {
            if (method.getName().equals("run")) {
                return method;
            }
        }
        return snippet.getMethod("main", String[].class);
    }

    private static Object[] givens(Method method) {
        return Arrays.stream(method.getParameterTypes()).map(SnippetGivens::of).toArray();
    }
}
