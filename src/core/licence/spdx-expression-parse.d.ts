/** SPDX licence expressions. The package brings no types of its own. */
declare module 'spdx-expression-parse' {
  interface License {
    license: string
    plus?: true
    exception?: string
  }
  interface Conjunction {
    left: Expression
    conjunction: 'and' | 'or'
    right: Expression
  }
  type Expression = License | Conjunction
  /** @throws Error for what is no SPDX expression */
  function parse(source: string): Expression
  export = parse
}
