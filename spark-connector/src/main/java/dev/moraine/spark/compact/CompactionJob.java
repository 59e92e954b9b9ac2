package dev.moraine.spark.compact;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.paimon.table.sink.CommitMessageSerializer;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/** A Spark job whose tasks write files; the files of a job that fails are removed. */
final class CompactionJob {
  private CompactionJob() {}

  /** What a task does with its share of the work. */
  interface Task<T> extends Serializable {
    List<CommitMessage> run(java.util.Iterator<T> input) throws Exception;
  }

  /**
   * Runs the task on every partition of the work, on the calling thread.
   *
   * @param discard takes what was written by the tasks of a job that fails
   */
  static <T> List<CommitMessage> run(
      SparkSession spark,
      RDD<T> work,
      Task<T> task,
      Consumer<List<CommitMessage>> discard,
      String description) {
    SparkContext context = spark.sparkContext();
    List<CommitMessage> messages = Collections.synchronizedList(new ArrayList<>());
    AbstractFunction2<Object, byte[], BoxedUnit> collect =
        new AbstractFunction2<>() {
          @Override
          public BoxedUnit apply(Object index, byte[] result) {
            messages.addAll(deserialized(result));
            return BoxedUnit.UNIT;
          }
        };
    String before = context.getLocalProperty("spark.job.description");
    context.setJobDescription(description);
    try {
      context.runJob(work, new OnTask<>(task), collect, ClassTag$.MODULE$.apply(byte[].class));
      return List.copyOf(messages);
    } catch (Throwable e) { // Scala throws checked exceptions undeclared
      discard.accept(List.copyOf(messages));
      throw e;
    } finally {
      context.setJobDescription(before);
    }
  }

  private static final class OnTask<T> extends AbstractFunction2<TaskContext, Iterator<T>, byte[]>
      implements Serializable {
    private final Task<T> task;

    private OnTask(Task<T> task) {
      this.task = task;
    }

    @Override
    public byte[] apply(TaskContext context, Iterator<T> input) {
      try {
        return serialized(task.run(scala.jdk.javaapi.CollectionConverters.asJava(input)));
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("A task of the compaction failed", e);
      }
    }
  }

  // Spark may serialize results with Kryo, which does not know Paimon's messages.
  private static byte[] serialized(List<CommitMessage> messages) {
    try {
      java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
      new CommitMessageSerializer()
          .serializeList(messages, new org.apache.paimon.io.DataOutputViewStreamWrapper(out));
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<CommitMessage> deserialized(byte[] bytes) {
    try {
      CommitMessageSerializer serializer = new CommitMessageSerializer();
      return serializer.deserializeList(
          serializer.getVersion(), new org.apache.paimon.io.DataInputDeserializer(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
