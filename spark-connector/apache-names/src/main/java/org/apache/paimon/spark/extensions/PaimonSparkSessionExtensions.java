package org.apache.paimon.spark.extensions;

import dev.moraine.spark.PaimonExtensions;

/** {@link PaimonExtensions} under Apache's name. */
public final class PaimonSparkSessionExtensions extends PaimonExtensions {}
