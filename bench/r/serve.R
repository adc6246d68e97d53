# mclust with its data in memory: Rscript serve.R, a line of JSON answers each line of JSON, as in ../python/serve.py.
suppressPackageStartupMessages({ library(jsonlite); library(mclust) })
x <- NULL

about <- function(request) list(version = sprintf('mclust %s (%s, 1 thread)', packageVersion('mclust'), sub(' \\(.*', '', R.version.string)))

load <- function(request) {
  x <<- matrix(readBin(request$doubles, 'double', request$rows * request$columns), nrow = request$rows)
  list()
}

em_steps <- function(request) {
  k <- length(request$start$weights)
  # d x K; "VVI" is told by a scale, the geometric mean of the variances, and their shape.
  variances <- t(request$start$sds)^2
  scale <- apply(variances, 2, function(v) exp(mean(log(v))))
  start <- list(pro = request$start$weights, mean = t(request$start$means),
    variance = list(modelName = 'VVI', d = ncol(x), G = k, scale = scale, shape = sweep(variances, 2, scale, '/')))
  run <- function(iterations) {
    began <- proc.time()[['elapsed']]
    fit <- em(data = x, modelName = 'VVI', parameters = start, control = emControl(itmax = c(iterations, iterations), tol = c(0, 0)))
    list(fit = fit, seconds = proc.time()[['elapsed']] - began)
  }
  short <- run(request$iterations[1])
  long <- run(request$iterations[2])
  # Its log likelihood is that before the last M step.
  after <- estep(data = x, modelName = 'VVI', parameters = long$fit$parameters)
  list(seconds = (long$seconds - short$seconds) / diff(request$iterations), nlml = -after$loglik)
}

auto <- function(request) {
  set.seed(1)
  began <- proc.time()[['elapsed']]
  bic <- mclustBIC(x, G = seq_len(request$most), modelNames = 'VVI', verbose = FALSE)
  fit <- Mclust(x, x = bic, verbose = FALSE)
  seconds <- proc.time()[['elapsed']] - began
  list(seconds = seconds, k = fit$G, nlml = -estep(data = x, modelName = 'VVI', parameters = fit$parameters)$loglik)
}

input <- file('stdin')
open(input)
while (length(line <- readLines(input, n = 1)) > 0) {
  request <- fromJSON(line)
  answer <- tryCatch(
    suppressWarnings(list(about = about, load = load, em = em_steps, auto = auto)[[request$do]](request)),
    error = function(e) list(error = gsub('\\s+', ' ', conditionMessage(e))))
  cat(toJSON(answer, auto_unbox = TRUE, digits = NA), '\n', sep = '')
  flush(stdout())
}
