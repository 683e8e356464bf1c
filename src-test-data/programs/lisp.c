/* A small Lisp: reader, evaluator with closures, printer; symbols, integers, pairs, no collector. */
#include "runtime.h"

typedef enum { NIL, INTEGER, SYMBOL, PAIR, PRIMITIVE, CLOSURE } kind;

typedef struct object object;
typedef object *(*primitive)(object *arguments);

struct object {
  kind kind;
  union {
    int64_t integer;
    const char *name;
    primitive function;
    struct {
      object *first;
      object *rest;
    };
    struct {
      object *parameters;
      object *body;
      object *environment;
    };
  };
};

static object nil = {.kind = NIL};
static object *symbols = &nil;
static object *globals = &nil;
static object *truth, *quote, *lambda, *define, *conditional, *let;
static const char *text;

static object *make(kind k) {
  object *result = allocate(sizeof(object));
  result->kind = k;
  return result;
}

static object *integer(int64_t value) {
  object *result = make(INTEGER);
  result->integer = value;
  return result;
}

static object *pair(object *first, object *rest) {
  object *result = make(PAIR);
  result->first = first;
  result->rest = rest;
  return result;
}

static object *symbol(const char *name, size_t length) {
  for (object *s = symbols; s->kind == PAIR; s = s->rest) {
    if (strlen(s->first->name) == length && memcmp(s->first->name, name, length) == 0) {
      return s->first;
    }
  }
  char *copy = allocate(length + 1);
  memcpy(copy, name, length);
  object *result = make(SYMBOL);
  result->name = copy;
  symbols = pair(result, symbols);
  return result;
}

static object *named(const char *name) { return symbol(name, strlen(name)); }

static void fail(const char *message) {
  print("error: ");
  print(message);
  print("\n");
  quit(1);
}

static void skip_space(void) {
  while (*text == ' ' || *text == '\n') {
    text++;
  }
}

static object *read(void);

static object *read_list(void) {
  skip_space();
  if (*text == ')') {
    text++;
    return &nil;
  }
  object *first = read();
  return pair(first, read_list());
}

static object *read(void) {
  skip_space();
  if (*text == '(') {
    text++;
    return read_list();
  }
  if (*text == '\'') {
    text++;
    return pair(quote, pair(read(), &nil));
  }
  const char *start = text;
  while (*text != 0 && *text != ' ' && *text != '\n' && *text != '(' && *text != ')') {
    text++;
  }
  int negative = *start == '-' && text > start + 1;
  int64_t value = 0;
  for (const char *c = start + negative; c < text; c++) {
    if (*c < '0' || *c > '9') {
      return symbol(start, (size_t)(text - start));
    }
    value = value * 10 + (*c - '0');
  }
  return integer(negative ? -value : value);
}

static void show(const object *o) {
  switch (o->kind) {
    case NIL:
      print("()");
      break;
    case INTEGER:
      print_signed(o->integer);
      break;
    case SYMBOL:
      print(o->name);
      break;
    case PRIMITIVE:
    case CLOSURE:
      print("#function");
      break;
    case PAIR:
      print("(");
      show(o->first);
      for (o = o->rest; o->kind == PAIR; o = o->rest) {
        print(" ");
        show(o->first);
      }
      if (o->kind != NIL) {
        print(" . ");
        show(o);
      }
      print(")");
      break;
  }
}

static object *lookup(const object *name, object *environment) {
  for (object *e = environment; e->kind == PAIR; e = e->rest) {
    if (e->first->first == name) {
      return e->first;
    }
  }
  for (object *e = globals; e->kind == PAIR; e = e->rest) {
    if (e->first->first == name) {
      return e->first;
    }
  }
  print(name->name);
  print(": ");
  fail("not defined");
  return &nil;
}

static object *evaluate(object *form, object *environment);

static object *evaluate_all(object *forms, object *environment) {
  if (forms->kind != PAIR) {
    return &nil;
  }
  object *first = evaluate(forms->first, environment);
  return pair(first, evaluate_all(forms->rest, environment));
}

static object *bind(object *names, object *values, object *environment) {
  for (; names->kind == PAIR; names = names->rest, values = values->rest) {
    if (values->kind != PAIR) {
      fail("too few arguments");
    }
    environment = pair(pair(names->first, values->first), environment);
  }
  return environment;
}

static object *evaluate(object *form, object *environment) {
  for (;;) {
    if (form->kind == SYMBOL) {
      return lookup(form, environment)->rest;
    }
    if (form->kind != PAIR) {
      return form;
    }
    object *head = form->first;
    object *rest = form->rest;
    if (head == quote) {
      return rest->first;
    }
    if (head == define) {
      object *place = pair(rest->first, &nil);
      globals = pair(place, globals);
      place->rest = evaluate(rest->rest->first, environment);
      return rest->first;
    }
    if (head == lambda) {
      object *closure = make(CLOSURE);
      closure->parameters = rest->first;
      closure->body = rest->rest->first;
      closure->environment = environment;
      return closure;
    }
    if (head == conditional) {
      object *chosen = evaluate(rest->first, environment)->kind == NIL ? rest->rest->rest : rest->rest;
      form = chosen->first;
      continue;
    }
    if (head == let) {
      object *value = evaluate(rest->first->rest->first, environment);
      environment = pair(pair(rest->first->first, value), environment);
      form = rest->rest->first;
      continue;
    }
    object *function = evaluate(head, environment);
    object *arguments = evaluate_all(rest, environment);
    if (function->kind == PRIMITIVE) {
      return function->function(arguments);
    }
    if (function->kind != CLOSURE) {
      fail("not a function");
    }
    environment = bind(function->parameters, arguments, function->environment);
    form = function->body;
  }
}

static int64_t value(const object *arguments, int index) {
  for (; index > 0; index--) {
    arguments = arguments->rest;
  }
  if (arguments->kind != PAIR || arguments->first->kind != INTEGER) {
    fail("not a number");
  }
  return arguments->first->integer;
}

static object *boolean(int holds) { return holds ? truth : &nil; }

static object *add(object *a) { return integer(value(a, 0) + value(a, 1)); }
static object *subtract(object *a) { return integer(value(a, 0) - value(a, 1)); }
static object *multiply(object *a) { return integer(value(a, 0) * value(a, 1)); }

static object *divide(object *a) {
  return value(a, 1) == 0 ? &nil : integer(value(a, 0) / value(a, 1));
}

static object *remainder(object *a) {
  return value(a, 1) == 0 ? &nil : integer(value(a, 0) % value(a, 1));
}

static object *less(object *a) { return boolean(value(a, 0) < value(a, 1)); }
static object *equal(object *a) { return boolean(value(a, 0) == value(a, 1)); }
static object *cons(object *a) { return pair(a->first, a->rest->first); }
static object *car(object *a) { return a->first->kind == PAIR ? a->first->first : &nil; }
static object *cdr(object *a) { return a->first->kind == PAIR ? a->first->rest : &nil; }
static object *is_nil(object *a) { return boolean(a->first->kind == NIL); }

static void provide(const char *name, primitive function) {
  object *o = make(PRIMITIVE);
  o->function = function;
  globals = pair(pair(named(name), o), globals);
}

static const char program[] =
    "(define fib (lambda (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))))\n"
    "(fib 15)\n"
    "(define append (lambda (a b) (if (nil? a) b (cons (car a) (append (cdr a) b)))))\n"
    "(define filter (lambda (p l) (if (nil? l) l (if (p (car l))\n"
    "  (cons (car l) (filter p (cdr l))) (filter p (cdr l))))))\n"
    "(define sort (lambda (l) (if (nil? l) l (let (x (car l)) (append\n"
    "  (sort (filter (lambda (y) (< y x)) (cdr l)))\n"
    "  (cons x (sort (filter (lambda (y) (if (< y x) () t)) (cdr l)))))))))\n"
    "(sort '(31 41 59 26 53 58 97 93 23 84 62 64 33 83 27 95 2 88 41 97 -16 93))\n"
    "(define range (lambda (a b) (if (< a b) (cons a (range (+ a 1) b)) ())))\n"
    "(define all (lambda (p l) (if (nil? l) t (if (p (car l)) (all p (cdr l)) ()))))\n"
    "(filter (lambda (n) (all (lambda (d) (if (= (% n d) 0) () t)) (range 2 n))) (range 2 40))\n"
    "(define queens (lambda (n) (place n n ())))\n"
    "(define safe (lambda (column distance rest) (if (nil? rest) t\n"
    "  (if (= column (car rest)) () (if (= (+ column distance) (car rest)) ()\n"
    "  (if (= (- column distance) (car rest)) () (safe column (+ distance 1) (cdr rest))))))))\n"
    "(define place (lambda (n row board) (if (= row 0) board (try n row board 0))))\n"
    "(define try (lambda (n row board column) (if (= column n) ()\n"
    "  (let (found (if (safe column 1 board) (place n (- row 1) (cons column board)) ()))\n"
    "  (if (nil? found) (try n row board (+ column 1)) found)))))\n"
    "(queens 6)\n"
    "(define compose (lambda (f g) (lambda (x) (f (g x)))))\n"
    "((compose (lambda (x) (* x x)) (lambda (x) (+ x 1))) 12)\n"
    "(define collatz (lambda (n steps) (if (= n 1) steps\n"
    "  (collatz (if (= (% n 2) 0) (/ n 2) (+ (* 3 n) 1)) (+ steps 1)))))\n"
    "(collatz 27 0)\n"
    "'(quote (a . b) -5 ())\n"
    "car\n";

int main(void) {
  truth = named("t");
  quote = named("quote");
  lambda = named("lambda");
  define = named("define");
  conditional = named("if");
  let = named("let");
  globals = pair(pair(truth, truth), globals);
  provide("+", add);
  provide("-", subtract);
  provide("*", multiply);
  provide("/", divide);
  provide("%", remainder);
  provide("<", less);
  provide("=", equal);
  provide("cons", cons);
  provide("car", car);
  provide("cdr", cdr);
  provide("nil?", is_nil);
  for (text = program;;) {
    skip_space();
    if (*text == 0) {
      return 0;
    }
    show(evaluate(read(), &nil));
    print("\n");
  }
}
